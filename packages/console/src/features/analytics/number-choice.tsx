import { SelectField } from "../../ui/select-field.tsx";

type NumberChoiceProps = {
  label: string;
  value: number;
  options: readonly number[];
  words: (value: number) => string;
  onChange: (value: number) => void;
};

/** One of a few numbers, in words; a number of the address that is none of them is offered, too. */
export function NumberChoice({ label, value, options, words, onChange }: NumberChoiceProps) {
  const all = options.includes(value) ? options : [...options, value].toSorted((a, b) => a - b);
  return (
    <SelectField
      label={label}
      neutral
      value={String(value)}
      options={all.map((one) => ({ value: String(one), label: words(one) }))}
      onChange={(chosen) => onChange(Number(chosen))}
    />
  );
}

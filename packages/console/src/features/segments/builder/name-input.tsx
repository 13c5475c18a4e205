import { useId } from "react";

type NameInputProps = {
  label: string;
  value: string;
  /** Names that are known: offered, not demanded. */
  known: readonly string[];
  placeholder?: string;
  onChange: (value: string) => void;
};

/** A name that may be picked from those that were seen, or typed. */
export function NameInput({ label, value, known, placeholder, onChange }: NameInputProps) {
  const id = useId();
  return (
    <>
      <input
        aria-label={label}
        list={id}
        value={value}
        placeholder={placeholder}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => onChange(event.target.value)}
        className="h-8 w-44 min-w-0 rounded-corner border border-line-strong bg-raised px-2.5 text-body text-ink placeholder:text-ink-3 focus:border-accent focus-visible:outline-offset-0 max-md:h-10 max-md:w-full"
      />
      <datalist id={id}>
        {known.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
    </>
  );
}

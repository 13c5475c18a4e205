import { useState } from "react";

type Scalar = string | number | boolean;
type ValueInputProps = { label: string; value: Scalar; numeric?: boolean; onChange: (value: Scalar) => void };

/** A text, a number, true or false, as it is typed; a number on its way (`1.`) stays as it was typed. */
export function ValueInput({ label, value, numeric = false, onChange }: ValueInputProps) {
  const [draft, setDraft] = useState(String(value));
  const shown = readValue(draft, numeric) === value ? draft : String(value);
  return (
    <input
      aria-label={label}
      value={shown}
      inputMode={numeric ? "decimal" : "text"}
      autoComplete="off"
      spellCheck={false}
      style={{ width: numeric ? 76 : 128 }}
      onChange={(event) => {
        setDraft(event.target.value);
        onChange(readValue(event.target.value, numeric));
      }}
      className="h-8 min-w-0 rounded-corner border border-line-strong bg-raised px-2.5 text-body text-ink focus:border-accent focus-visible:outline-offset-0 max-md:h-10"
    />
  );
}

function readValue(text: string, numeric: boolean): Scalar {
  if (numeric || /^-?\d+([.]\d*)?$/.test(text)) return Number(text.replace(/[^\d.-]/g, "")) || 0;
  return text === "true" || (text === "false" ? false : text);
}

import { useId } from "react";

type AreaFieldProps = { label: string; hint: string; value: string; onChange: (text: string) => void };

/** Lines of text with a label and a hint. */
export function AreaField({ label, hint, value, onChange }: AreaFieldProps) {
  const id = useId();
  return (
    <div>
      <label htmlFor={id} className="mb-1.5 block text-body font-medium text-ink">
        {label}
      </label>
      <textarea
        id={id}
        rows={4}
        value={value}
        aria-describedby={`${id}-hint`}
        onChange={(event) => onChange(event.target.value)}
        className="w-full rounded-corner border border-control bg-raised px-3 py-2 text-body text-ink focus:border-accent"
      />
      <p id={`${id}-hint`} className="mt-1 text-small text-ink-3">
        {hint}
      </p>
    </div>
  );
}

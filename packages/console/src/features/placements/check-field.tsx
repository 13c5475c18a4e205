type CheckFieldProps = { label: string; checked: boolean; onChange: (checked: boolean) => void };

/** A thing that is so or not. */
export function CheckField({ label, checked, onChange }: CheckFieldProps) {
  return (
    <label className="flex min-h-8 items-center gap-2 text-body text-ink-2 max-md:min-h-10">
      <input type="checkbox" checked={checked} onChange={(event) => onChange(event.target.checked)} />
      {label}
    </label>
  );
}

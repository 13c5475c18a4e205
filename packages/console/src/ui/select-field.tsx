import { classNames } from "./class-names.ts";
import { ChevronIcon } from "./icons.tsx";

type SelectFieldProps = {
  label: string;
  value: string;
  /** The first is usually "all", with an empty value. */
  options: readonly { value: string; label: string }[];
  onChange: (value: string) => void;
  /** The choice narrows nothing, so it is never lit. */
  neutral?: boolean;
  className?: string;
};

/** The platform's own select: right on every device and for every assistive tool. Lit while it narrows something. */
export function SelectField({ label, value, options, onChange, neutral = false, className }: SelectFieldProps) {
  return (
    <span className={classNames("relative inline-flex min-w-0 shrink-0 items-center", className)}>
      <select
        aria-label={label}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        className={classNames(
          "h-8 w-full max-w-52 appearance-none truncate rounded-corner border pe-7 ps-2.5 text-body transition-colors duration-(--quick) hover:bg-hover max-md:h-10",
          value === "" || neutral ? "border-line-strong bg-raised text-ink-2" : "border-accent bg-accent-wash text-ink",
        )}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value} className="bg-raised text-ink">
            {option.label}
          </option>
        ))}
      </select>
      <ChevronIcon size={12} className="pointer-events-none absolute end-2.5 rotate-90 rtl:-rotate-90 text-ink-3" />
    </span>
  );
}

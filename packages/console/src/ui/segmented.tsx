import type { ReactNode } from "react";
import { classNames } from "./class-names.ts";

type SegmentedProps<T extends string> = {
  label: string;
  value: T;
  options: readonly { value: T; label: ReactNode; name: string }[];
  onChange: (value: T) => void;
};

/** A choice of few, all in view. */
export function Segmented<T extends string>({ label, value, options, onChange }: SegmentedProps<T>) {
  return (
    <fieldset className="inline-flex shrink-0 rounded-corner border border-line bg-sunken p-0.5">
      <legend className="sr-only">{label}</legend>
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          aria-pressed={option.value === value}
          aria-label={option.name}
          title={option.name}
          onClick={() => onChange(option.value)}
          className={classNames(
            "inline-flex h-[26px] min-w-7 items-center justify-center gap-1.5 rounded-[6px] px-2 text-body transition-colors duration-(--quick) max-md:h-[34px] max-md:min-w-9",
            option.value === value ? "bg-raised text-ink shadow-lift" : "text-ink-3 hover:text-ink",
          )}
        >
          {option.label}
        </button>
      ))}
    </fieldset>
  );
}

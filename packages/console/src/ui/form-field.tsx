import type { InputHTMLAttributes } from "react";
import { useId } from "react";
import { classNames } from "./class-names.ts";

type FormFieldProps = InputHTMLAttributes<HTMLInputElement> & {
  label: string;
  /** What is wrong with the value, said to everybody; takes the place of the hint. */
  problem?: string | undefined;
  hint?: string | undefined;
};

/** A labelled line of text with room for a hint or a problem below. */
export function FormField({ label, problem, hint, className, ...input }: FormFieldProps) {
  const id = useId();
  return (
    <div className={className}>
      <label htmlFor={id} className="mb-1.5 block text-body font-medium text-ink">
        {label}
      </label>
      <input
        id={id}
        aria-invalid={Boolean(problem)}
        aria-describedby={`${id}-note`}
        className="h-10 w-full rounded-corner border border-control bg-raised px-3 text-body text-ink placeholder:text-ink-3 focus:border-accent"
        {...input}
      />
      <p
        id={`${id}-note`}
        role={problem ? "alert" : undefined}
        className={classNames("mt-1 text-small", problem ? "text-ember" : "text-ink-3")}
      >
        {problem ?? hint}
      </p>
    </div>
  );
}

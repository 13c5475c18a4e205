import { classNames } from "./class-names.ts";

type TextFieldProps = {
  label: string;
  /** Shown above the field; without it the label is for assistive tools only. */
  shown?: string;
  value: string;
  placeholder?: string;
  maxLength?: number;
  type?: "text" | "date" | "time" | "number";
  /** The key that leads into it. */
  "aria-keyshortcuts"?: string;
  onChange: (value: string) => void;
  className?: string;
};

/** One line of text. */
export function TextField({ label, shown, onChange, className, type = "text", ...rest }: TextFieldProps) {
  return (
    <label className={classNames("flex min-w-0 flex-col gap-1", className)}>
      <span className={shown === undefined ? "sr-only" : "text-small text-ink-3"}>{shown ?? label}</span>
      <input
        {...(shown === undefined ? {} : { "aria-label": label })}
        type={type}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => onChange(event.target.value)}
        className="h-8 w-full min-w-0 rounded-corner border border-line-strong bg-raised px-2.5 text-body text-ink placeholder:text-ink-3 focus:border-accent focus-visible:outline-offset-0 max-md:h-10"
        {...rest}
      />
    </label>
  );
}

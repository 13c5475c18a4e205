import type { ButtonHTMLAttributes } from "react";
import { classNames } from "./class-names.ts";

const LOOKS = {
  /** The one thing to do next; at most one on a screen. */
  primary: "bg-accent-solid text-on-accent hover:bg-accent-solid-hover border-transparent font-medium",
  plain: "bg-raised text-ink hover:bg-hover border-line-strong shadow-lift",
  quiet: "bg-transparent text-ink-2 hover:bg-hover hover:text-ink border-transparent",
} as const;

type ButtonProps = ButtonHTMLAttributes<HTMLButtonElement> & { look?: keyof typeof LOOKS; square?: boolean };

export function Button({ look = "plain", square = false, className, type = "button", ...rest }: ButtonProps) {
  return (
    <button
      type={type}
      className={classNames(
        "inline-flex h-8 shrink-0 items-center justify-center gap-1.5 rounded-corner border text-body whitespace-nowrap transition-colors duration-(--quick) select-none disabled:opacity-50 max-md:h-10",
        square ? "w-8 max-md:w-10" : "px-2.5",
        LOOKS[look],
        className,
      )}
      {...rest}
    />
  );
}

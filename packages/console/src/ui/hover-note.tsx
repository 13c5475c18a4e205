import type { ReactNode } from "react";
import { useId } from "react";

/** A value whose origin is told while the pointer or the focus is on it. */
export function HoverNote({ value, note }: { value: string; note: ReactNode }) {
  const id = useId();
  return (
    <span className="group/note relative block">
      <button
        type="button"
        aria-describedby={id}
        className="max-w-full cursor-help text-start break-words underline decoration-line-strong decoration-dotted underline-offset-4"
      >
        {value}
      </button>
      <span
        id={id}
        role="tooltip"
        className="absolute top-full start-0 z-20 mt-1 hidden w-52 max-w-[70vw] rounded-corner border border-line bg-raised px-2.5 py-2 text-small text-ink-2 shadow-float group-focus-within/note:block group-hover/note:block"
      >
        {note}
      </span>
    </span>
  );
}

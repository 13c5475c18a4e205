import type { ReactNode } from "react";
import { useEffect, useId, useState } from "react";
import { classNames } from "./class-names.ts";

/** A value whose origin is told while the pointer or the focus is on it; Escape puts the note away (WCAG 1.4.13). */
export function HoverNote({ value, note }: { value: string; note: ReactNode }) {
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    if (!isOpen) return;
    const close = (event: KeyboardEvent) => {
      if (event.key !== "Escape") return;
      // The key closes what lies on top: the screen below has a use for it, too.
      event.stopPropagation();
      setOpen(false);
    };
    window.addEventListener("keydown", close, { capture: true });
    return () => window.removeEventListener("keydown", close, { capture: true });
  }, [isOpen]);
  return (
    // The note is inside, so that it stays while the pointer goes over to it.
    <span className="relative block" onPointerEnter={() => setOpen(true)} onPointerLeave={() => setOpen(false)}>
      <button
        type="button"
        aria-describedby={id}
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        className="max-w-full cursor-help text-start break-words underline decoration-line-strong decoration-dotted underline-offset-4"
      >
        {value}
      </button>
      <span
        id={id}
        role="tooltip"
        className={classNames(
          "absolute top-full start-0 z-20 mt-1 w-52 max-w-[70vw] rounded-corner border border-line bg-raised px-2.5 py-2 text-small text-ink-2 shadow-float",
          !isOpen && "hidden",
        )}
      >
        {note}
      </span>
    </span>
  );
}

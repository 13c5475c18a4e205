import type { ReactNode } from "react";
import { ChevronIcon } from "../../ui/icons.tsx";
import { TimeAgo } from "../../ui/time-ago.tsx";

type MessageRowProps = {
  code: string;
  title: string;
  note: string;
  at: string;
  open: boolean;
  onToggle: () => void;
  children: ReactNode;
};

/** One message with its reason; opened, all about it. */
export function MessageRow({ code, title, note, at, open, onToggle, children }: MessageRowProps) {
  return (
    <li className="border-b border-line">
      <button
        type="button"
        aria-expanded={open}
        onClick={onToggle}
        className="flex w-full items-center gap-3 px-4 py-2.5 text-start hover:bg-hover max-md:flex-wrap"
      >
        <ChevronIcon
          size={12}
          className={open ? "shrink-0 rotate-90 rtl:-rotate-90 text-ink-3" : "shrink-0 text-ink-3"}
        />
        <span className="w-40 shrink-0 truncate font-mono text-small text-ember">{code}</span>
        <span className="min-w-0 flex-1 truncate text-ink max-md:basis-full max-md:order-last">
          <span className="font-mono text-small">{title}</span> <span className="text-ink-2">{note}</span>
        </span>
        <TimeAgo iso={at} className="ms-auto shrink-0 text-small text-ink-3" />
      </button>
      {open && <div className="bg-sheet px-4 pt-2 pb-4 ps-9 max-md:ps-4">{children}</div>}
    </li>
  );
}

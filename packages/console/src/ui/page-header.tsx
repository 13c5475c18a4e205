import type { ReactNode } from "react";
import { classNames } from "./class-names.ts";

type PageHeaderProps = {
  title: string;
  note?: ReactNode;
  /** The tools are few and stay beside the title on a phone. */
  compact?: boolean;
  children?: ReactNode;
};

/** Head of a screen: its name, what it holds, and its tools. */
export function PageHeader({ title, note, compact = false, children }: PageHeaderProps) {
  return (
    <header className="flex shrink-0 flex-wrap items-center gap-x-3 gap-y-2 border-b border-line px-4 py-2.5">
      <h1 className="text-read font-semibold text-ink">{title}</h1>
      {note && <div className="min-w-0 text-body text-ink-3">{note}</div>}
      <div
        className={classNames(
          "ms-auto flex min-w-0 flex-wrap items-center justify-end gap-2",
          !compact && "max-md:w-full max-md:justify-start",
        )}
      >
        {children}
      </div>
    </header>
  );
}

import type { ReactNode } from "react";
import { classNames } from "./class-names.ts";

export function KeyCap({ children, className }: { children: ReactNode; className?: string }) {
  return (
    <kbd
      className={classNames(
        "inline-flex h-[18px] min-w-[18px] items-center justify-center rounded-small border border-line-strong bg-sunken px-1 font-mono text-micro text-ink-3",
        className,
      )}
    >
      {children}
    </kbd>
  );
}

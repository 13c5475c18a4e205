import type { ReactNode } from "react";
import { classNames } from "./class-names.ts";

const LOOKS = {
  accent: "bg-accent-wash text-accent",
  honey: "bg-honey-wash text-honey",
  ember: "bg-ember-wash text-ember",
  quiet: "bg-sunken text-ink-2 border border-line",
} as const;

export function Pill({ look = "quiet", children }: { look?: keyof typeof LOOKS; children: ReactNode }) {
  return (
    <span
      className={classNames(
        "inline-flex h-5 shrink-0 items-center gap-1 rounded-full px-2 text-micro font-medium whitespace-nowrap",
        LOOKS[look],
      )}
    >
      {children}
    </span>
  );
}

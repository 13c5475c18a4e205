import type { ReactNode } from "react";

type SettingRowProps = { name: string; note?: ReactNode; children?: ReactNode };

/** One thing that can be set or done: what it is, and beside it, on a phone below it, what does it. */
export function SettingRow({ name, note, children }: SettingRowProps) {
  return (
    <div className="flex flex-wrap items-center gap-x-6 gap-y-2 border-t border-line py-3 first:border-t-0 first:pt-1 last:pb-1">
      <div className="min-w-0 flex-1 basis-60">
        <h3 className="text-body text-ink">{name}</h3>
        {note && <div className="mt-0.5 max-w-prose text-small text-pretty text-ink-3">{note}</div>}
      </div>
      {children}
    </div>
  );
}

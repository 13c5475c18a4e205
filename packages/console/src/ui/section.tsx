import type { ReactNode } from "react";

/** A titled part of a panel or page. */
export function Section({ title, aside, children }: { title: string; aside?: ReactNode; children: ReactNode }) {
  return (
    <section className="border-b border-line px-4 py-4 last:border-b-0">
      <div className="mb-2.5 flex min-h-6 items-center gap-2">
        <h2 className="text-small font-medium text-ink-2">{title}</h2>
        <div className="ms-auto flex items-center gap-1">{aside}</div>
      </div>
      {children}
    </section>
  );
}

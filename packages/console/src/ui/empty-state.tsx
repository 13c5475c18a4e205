import type { ReactNode } from "react";

type EmptyStateProps = {
  icon: ReactNode;
  title: string;
  children?: ReactNode;
  /** The next step; `false` where it stands beside the list, or is nobody's here. */
  action: ReactNode;
};

/** How a link that is the next step looks. */
export const NEXT_STEP = "font-medium text-accent hover:underline";

/** What an empty list says: an icon, one sentence, and what to do next. */
export function EmptyState({ icon, title, children, action }: EmptyStateProps) {
  return (
    <div className="mx-auto flex max-w-sm flex-col items-center px-6 py-14 text-center">
      <span className="mb-4 grid size-11 place-items-center rounded-large border border-line bg-raised text-ink-3 shadow-lift">
        {icon}
      </span>
      <p className="text-read font-medium text-ink">{title}</p>
      {children && <p className="mt-1 text-body text-pretty text-ink-2">{children}</p>}
      {action && <div className="mt-5 flex flex-wrap justify-center gap-2">{action}</div>}
    </div>
  );
}

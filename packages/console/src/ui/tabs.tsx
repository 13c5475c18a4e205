import type { ReactNode } from "react";
import { classNames } from "./class-names.ts";

type TabsProps<T extends string> = {
  label: string;
  /** Ids of the tab and panel are made from it. */
  id: string;
  value: T;
  tabs: readonly { value: T; label: ReactNode }[];
  onChange: (value: T) => void;
};

/** Tabs after the ARIA practice: one stop for Tab, arrows move between them. */
export function Tabs<T extends string>({ label, id, value, tabs, onChange }: TabsProps<T>) {
  const move = (step: number) => {
    const index = tabs.findIndex((tab) => tab.value === value);
    const next = tabs[(index + step + tabs.length) % tabs.length];
    if (!next) return;
    onChange(next.value);
    document.getElementById(`${id}-tab-${next.value}`)?.focus();
  };
  return (
    <div role="tablist" aria-label={label} className="flex gap-4 border-b border-line px-4">
      {tabs.map((tab) => (
        <button
          key={tab.value}
          id={`${id}-tab-${tab.value}`}
          type="button"
          role="tab"
          aria-selected={tab.value === value}
          aria-controls={`${id}-panel`}
          tabIndex={tab.value === value ? 0 : -1}
          onClick={() => onChange(tab.value)}
          onKeyDown={(event) => {
            if (event.key === "ArrowRight") move(1);
            if (event.key === "ArrowLeft") move(-1);
          }}
          className={classNames(
            "-mb-px inline-flex h-10 items-center gap-1.5 border-b-2 text-body transition-colors duration-(--quick)",
            tab.value === value ? "border-accent font-medium text-ink" : "border-transparent text-ink-3 hover:text-ink",
          )}
        >
          {tab.label}
        </button>
      ))}
    </div>
  );
}

import type { KeyboardEvent, ReactNode } from "react";
import { classNames } from "./class-names.ts";

type TabsProps<T extends string> = {
  label: string;
  /** Ids of the tab and panel are made from it. */
  id: string;
  value: T;
  tabs: readonly { value: T; label: ReactNode }[];
  onChange: (value: T) => void;
};

/** Tabs after the ARIA practice: one stop for Tab; arrows move between them the way they point, Home and End to the first and last. */
export function Tabs<T extends string>({ label, id, value, tabs, onChange }: TabsProps<T>) {
  const press = (event: KeyboardEvent<HTMLElement>) => {
    const at = tabs.findIndex((tab) => tab.value === value);
    const next = tabs[placeAfter(event, at, tabs.length)];
    if (!next) return;
    event.preventDefault();
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
          onKeyDown={press}
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

/** Where a key leads to from a place among so many; −1 for a key that leads nowhere. */
function placeAfter({ key, currentTarget }: KeyboardEvent<HTMLElement>, at: number, count: number): number {
  if (key === "Home") return 0;
  if (key === "End") return count - 1;
  if (key !== "ArrowRight" && key !== "ArrowLeft") return -1;
  const isForwards = (key === "ArrowRight") === (getComputedStyle(currentTarget).direction === "ltr");
  return (at + (isForwards ? 1 : count - 1)) % count;
}

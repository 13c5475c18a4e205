import type { Placement } from "@rapport/contracts/placements";
import { formatShare } from "../../lib/format.ts";
import { t, tn } from "../../lib/text.ts";
import { classNames } from "../../ui/class-names.ts";
import { Pill } from "../../ui/pill.tsx";
import { STRATEGIES } from "./placement-words.ts";

type PlacementNavProps = {
  placements: readonly Placement[];
  selected: string | undefined;
  onOpen: (name: string) => void;
};

/** All placements, with what each does in a line. */
export function PlacementNav({ placements, selected, onOpen }: PlacementNavProps) {
  return (
    <nav
      aria-label={t("Placements")}
      className="w-60 shrink-0 overflow-y-auto border-e border-line py-2 max-md:max-h-48 max-md:w-auto max-md:border-e-0 max-md:border-b"
    >
      {placements.map((placement) => (
        <button
          key={placement.name}
          type="button"
          aria-current={placement.name === selected ? "true" : undefined}
          onClick={() => onOpen(placement.name)}
          className={classNames(
            "block w-full px-4 py-2 text-start hover:bg-hover",
            placement.name === selected && "bg-raised",
          )}
        >
          <span className="flex items-center gap-2">
            <code className="min-w-0 flex-1 truncate font-mono text-small font-medium text-ink">{placement.name}</code>
            {placement.exploration.policy !== "none" && <Pill look="accent">{t("explores")}</Pill>}
          </span>
          <span className="block truncate text-small text-ink-3">{describe(placement)}</span>
        </button>
      ))}
    </nav>
  );
}

function describe({ strategy, itemType, rules, holdout }: Placement): string {
  return [
    STRATEGIES[strategy],
    itemType ?? undefined,
    rules.length > 0 ? tn(rules.length, "{count} rule", "{count} rules") : undefined,
    holdout > 0 ? t("{holdout} holdout", { holdout: formatShare(holdout) }) : undefined,
  ]
    .filter(Boolean)
    .join(" · ");
}

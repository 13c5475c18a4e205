import type { Cluster } from "@rapport/contracts/clusters";
import { formatCount, formatShare } from "../../lib/format.ts";
import { t } from "../../lib/text.ts";
import { classNames } from "../../ui/class-names.ts";

type ClusterNavProps = {
  clusters: readonly Cluster[];
  inNone: number;
  selected: string | undefined;
  onOpen: (id: string) => void;
};

/** The clusters by size, with their share of all people. */
export function ClusterList({ clusters, inNone, selected, onOpen }: ClusterNavProps) {
  const people = clusters.reduce((sum, { size }) => sum + size, inNone);
  return (
    <nav
      aria-label={t("Clusters")}
      className="w-72 shrink-0 overflow-y-auto border-e border-line py-2 max-md:w-auto max-md:border-e-0 max-md:border-b"
    >
      {clusters.map(({ id, name, size }) => (
        <button
          key={id}
          type="button"
          aria-current={id === selected ? "true" : undefined}
          onClick={() => onOpen(id)}
          className={classNames("block w-full px-4 py-2 text-start hover:bg-hover", id === selected && "bg-raised")}
        >
          <ClusterShare name={name} size={size} people={people} />
        </button>
      ))}
      {inNone > 0 && (
        <div className="px-4 py-2">
          <ClusterShare name={t("No cluster")} size={inNone} people={people} quiet />
          <p className="mt-1 text-small text-ink-3">
            {t("They are like too few others, or did nothing yet that tells them apart.")}
          </p>
        </div>
      )}
    </nav>
  );
}

type ClusterShareProps = { name: string; size: number; people: number; quiet?: boolean };

function ClusterShare({ name, size, people, quiet = false }: ClusterShareProps) {
  const percent = (100 * size) / Math.max(1, people);
  return (
    <>
      <span className="flex items-baseline gap-2">
        <span
          className={classNames("min-w-0 flex-1 truncate text-body font-medium", quiet ? "text-ink-3" : "text-ink")}
        >
          {name}
        </span>
        <span className="text-small text-ink-2 tabular-nums">{formatCount(size)}</span>
        <span className="w-9 text-end text-small text-ink-3 tabular-nums">{formatShare(percent / 100)}</span>
      </span>
      <span className="mt-1 block h-1 rounded-full bg-sunken">
        <span
          className={classNames("block h-1 rounded-full", quiet ? "bg-line-strong" : "bg-accent")}
          style={{ width: `${percent}%` }}
        />
      </span>
    </>
  );
}

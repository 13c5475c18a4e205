import { t } from "../lib/text.ts";

const WIDTHS = ["62%", "48%", "71%", "55%", "66%", "43%", "58%", "69%"] as const;

/** Grey rows in the shape of what is coming. */
export function SkeletonRows({ rows, height }: { rows: number; height: number }) {
  return (
    <div role="status" aria-label={t("Loading")}>
      {Array.from({ length: rows }, (_, row) => row).map((row) => (
        <div
          key={row}
          aria-hidden="true"
          className="flex items-center gap-3 border-b border-line px-4"
          style={{ height }}
        >
          <span className="skeleton size-6 shrink-0 !rounded-full" />
          <span className="skeleton h-3" style={{ width: WIDTHS[row % WIDTHS.length] }} />
          <span className="skeleton ms-auto h-3 w-12 shrink-0" />
        </div>
      ))}
    </div>
  );
}

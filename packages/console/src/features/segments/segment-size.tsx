import type { SegmentHistory } from "@rapport/contracts/segments";
import { useQuery } from "@tanstack/react-query";
import { t } from "../../lib/text.ts";
import { Section } from "../../ui/section.tsx";
import { segmentsApi } from "./segments-api.ts";

const REFRESH_MS = 5_000;
const BOX = { width: 600, height: 80 };

/** How a segment's size moved in the last 30 days. */
export function SegmentSize({ id }: { id: string }) {
  const history = useQuery({
    queryKey: ["segments", id, "history"],
    queryFn: ({ signal }) => segmentsApi.history(id, signal),
    refetchInterval: REFRESH_MS,
  });
  const rows = history.data?.data ?? [];
  const last = rows.at(-1);
  if (!last) return null;
  const entered = rows.reduce((sum, row) => sum + row.entered, 0);
  const exited = rows.reduce((sum, row) => sum + row.exited, 0);
  return (
    <Section title={t("Size, 30 days")}>
      <p className="mb-2 text-body text-ink-2 tabular-nums">
        {t("{size} now · {entered} entered · {exited} left", { size: last.size, entered, exited })}
      </p>
      <svg
        viewBox={`0 0 ${BOX.width} ${BOX.height}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={t("Size by hour, {size} now", { size: last.size })}
        className="h-20 w-full text-accent"
      >
        <polyline
          points={toPoints(rows)}
          fill="none"
          stroke="currentColor"
          strokeWidth="2"
          vectorEffect="non-scaling-stroke"
        />
      </svg>
    </Section>
  );
}

/** A line of steps: the size holds until the next hour in which somebody comes or goes. */
function toPoints(rows: SegmentHistory["data"]): string {
  const times = rows.map(({ hour }) => Date.parse(hour));
  const first = times[0] ?? 0;
  const span = Math.max(3_600_000, Date.now() - first);
  const most = Math.max(1, ...rows.map(({ size }) => size));
  const y = (size: number) => BOX.height - 2 - (size / most) * (BOX.height - 4);
  let before = 0;
  const points = rows.flatMap(({ size }, i) => {
    const x = (((times[i] ?? first) - first) / span) * BOX.width;
    const step = [`${x},${y(before)}`, `${x},${y(size)}`];
    before = size;
    return step;
  });
  return [...points, `${BOX.width},${y(before)}`].join(" ");
}

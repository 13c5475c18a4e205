import { useEffect, useState } from "react";
import { t, tn } from "../../lib/text.ts";
import { countArrivals } from "./arrival-rate.ts";
import type { StreamEntry } from "./stream-entry.ts";

const SECONDS = 60;
const BAR_WIDTH = 2;
const HEIGHT = 20;

/** The last minute, one bar a second: a glance tells whether anything arrives and whether it is taken. */
export function ArrivalStrip({ entries }: { entries: readonly StreamEntry[] }) {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  const bars = countArrivals(entries, now, SECONDS);
  const total = bars.reduce((sum, bar) => sum + bar.events + bar.rejected, 0);
  const peak = Math.max(4, ...bars.map((bar) => bar.events + bar.rejected));
  const scale = HEIGHT / peak;
  const words = tn(total, "{count} message in the last minute", "{count} messages in the last minute");
  return (
    <div className="flex items-center gap-2 text-small text-ink-3" title={words}>
      <svg role="img" aria-label={words} width={SECONDS * (BAR_WIDTH + 1)} height={HEIGHT} className="max-sm:hidden">
        {bars.map((bar) => {
          const rejected = bar.rejected * scale;
          const events = Math.max(bar.events * scale, bar.events + bar.rejected > 0 ? 2 : 1);
          return (
            <g key={bar.second} transform={`translate(${bar.second * (BAR_WIDTH + 1)} 0)`}>
              <rect
                width={BAR_WIDTH}
                y={HEIGHT - events}
                height={events}
                rx={1}
                fill={bar.events > 0 ? "var(--accent)" : "var(--line-strong)"}
              />
              <rect width={BAR_WIDTH} y={HEIGHT - events - rejected} height={rejected} fill="var(--ember)" />
            </g>
          );
        })}
      </svg>
      <span aria-hidden="true" className="tabular-nums">
        {t("{total}/min", { total })}
      </span>
    </div>
  );
}

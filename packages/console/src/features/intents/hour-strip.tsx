import { formatDigits } from "../../lib/format.ts";
import { t } from "../../lib/text.ts";

/** The hours of a day as bars; the likeliest one stands out. */
export function HourStrip({ probabilities, bestHour }: { probabilities: readonly number[]; bestHour: number }) {
  const highest = Math.max(...probabilities, Number.MIN_VALUE);
  const hours = probabilities.map((probability, hour) => ({ hour, probability }));
  return (
    <div dir="ltr" role="img" aria-label={t("Likeliest hour: {bestHour}:00 UTC", { bestHour })}>
      <div className="flex h-14 items-end gap-0.5">
        {hours.map(({ hour, probability }) => (
          <span
            key={hour}
            title={`${hour}:00 · ${formatDigits(probability * 100, 1)} %`}
            className={`min-w-0 flex-1 rounded-t-sm ${hour === bestHour ? "bg-accent-solid" : "bg-line-strong"}`}
            style={{ height: `${Math.max(3, (probability / highest) * 100)}%` }}
          />
        ))}
      </div>
      <div aria-hidden="true" className="mt-1 flex justify-between text-micro text-ink-3 tabular-nums">
        <span>0</span>
        <span>6</span>
        <span>12</span>
        <span>18</span>
        <span>23</span>
      </div>
    </div>
  );
}

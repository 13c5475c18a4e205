import { formatCount } from "../../lib/format.ts";
import { t } from "../../lib/text.ts";

type Day = { day: string; value: number };
type DayChartProps = {
  title: string;
  days: readonly Day[];
  /** The head says the sum of all days, not their mean. */
  total?: boolean;
  /** How a value is written, e.g. as money. */
  show?: (value: number) => string;
};

const [WIDTH, HEIGHT] = [600, 120];

/** One number by day as bars; every bar says its day and value to who points at it, and the table of the CSV to all. */
export function DayChart({ title, days, total = false, show = formatCount }: DayChartProps) {
  const most = Math.max(1, ...days.map(({ value }) => value));
  const sum = days.reduce((all, { value }) => all + value, 0);
  const step = WIDTH / Math.max(1, days.length);
  const peak = days.find(({ value }) => value === most);
  const said = total ? show(sum) : t("{sum} a day", { sum: Math.round(sum / Math.max(1, days.length)) });
  return (
    <figure className="rounded-large border border-line bg-raised p-4">
      <figcaption className="mb-2 flex items-baseline justify-between gap-3">
        <span className="truncate text-small font-medium text-ink-2">{title}</span>
        <span className="text-read font-semibold text-ink tabular-nums">{said}</span>
      </figcaption>
      {/* Time runs from left to right in every language: so do the figures that are read beside it. */}
      <div dir="ltr">
        <svg
          role="img"
          aria-label={t("{title} by day: {said}{peak}", {
            title,
            said,
            peak: peak ? t(", most on {day} with {most}", { day: peak.day, most: show(most) }) : "",
          })}
          viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
          preserveAspectRatio="none"
          className="h-28 w-full"
        >
          {days.map(({ day, value }, index) => (
            <rect
              key={day}
              x={index * step + step * 0.1}
              width={step * 0.8}
              y={HEIGHT - (value / most) * HEIGHT}
              height={(value / most) * HEIGHT}
              rx={Math.min(2, step * 0.2)}
              className="fill-accent-solid"
            >
              <title>{`${day}: ${show(value)}`}</title>
            </rect>
          ))}
        </svg>
        <p aria-hidden="true" className="mt-1 flex justify-between text-micro text-ink-3 tabular-nums">
          <span>{days[0]?.day}</span>
          <span>{days.at(-1)?.day}</span>
        </p>
      </div>
    </figure>
  );
}

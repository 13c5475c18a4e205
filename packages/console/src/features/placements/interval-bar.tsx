type Interval = { value: number; low: number; high: number };
type IntervalBarProps = Interval & {
  /** Ends of the scale, and the value that the interval is compared with. */
  from: number;
  to: number;
  mark: number;
  /** The same in words. */
  words: string;
};

/** A value with its interval on a scale, and a line at what it is compared with. */
export function IntervalBar({ value, low, high, from, to, mark, words }: IntervalBarProps) {
  const span = to - from || 1;
  const at = (point: number) => `${Math.min(1, Math.max(0, (point - from) / span)) * 100}%`;
  return (
    <div dir="ltr" role="img" aria-label={words} className="relative h-5 min-w-24">
      <span className="absolute inset-x-0 top-1/2 h-px bg-line" />
      <span
        className="absolute top-1/2 h-1.5 -translate-y-1/2 rounded-full bg-control opacity-60"
        style={{ left: at(low), right: `calc(100% - ${at(high)})` }}
      />
      <span className="absolute inset-y-0 w-px bg-honey" style={{ left: at(mark) }} />
      <span
        className="absolute top-1/2 size-2 -translate-x-1/2 -translate-y-1/2 rounded-full bg-accent"
        style={{ left: at(value) }}
      />
    </div>
  );
}

/** Ends of one scale that shows all these intervals. */
export function scaleOf(intervals: readonly Interval[]): { from: number; to: number } {
  const from = Math.min(...intervals.map(({ low }) => low));
  const to = Math.max(...intervals.map(({ high }) => high));
  const room = (to - from) * 0.05;
  return { from: from - room, to: to + room };
}

import type { SummarisedEvent } from "./event-summary.ts";
import { summariseEvent } from "./event-summary.ts";

/** The telling properties of an event in one line. */
export function SummaryParts({ event }: { event: SummarisedEvent }) {
  return summariseEvent(event).map((part) => (
    <span key={part.key} className="text-small text-ink-2 last:truncate">
      <span className="text-ink-3">{part.key}</span> <span className="font-mono">{part.value}</span>
    </span>
  ));
}

import type { ComputedTrait } from "@rapport/contracts/computed-traits";
import { formatPlural } from "../../lib/format.ts";
import { Section } from "../../ui/section.tsx";

/** How far a trait is, and whom it says something about. */
export function TraitState({ trait }: { trait: ComputedTrait }) {
  const { status, progress, people, bucketMinutes } = trait;
  const percent = Math.floor(progress * 100);
  return (
    <Section title={status === "active" ? "Kept with every event" : "Adding up stored events"}>
      {status === "backfilling" && (
        <div
          role="progressbar"
          aria-label="Stored events that were read"
          aria-valuenow={percent}
          aria-valuemin={0}
          aria-valuemax={100}
          className="mb-2 h-1.5 max-w-md overflow-hidden rounded-full bg-sunken"
        >
          <div className="h-full bg-accent-solid" style={{ width: `${percent}%` }} />
        </div>
      )}
      <p className="text-body text-ink-2">
        {status === "backfilling" && `${percent} % of the stored events are read; values show when all are. `}
        {`${formatPlural(people, "person", "people")} with a value.`}
        {bucketMinutes !== null && ` The window lets events go in steps of ${formatBucket(bucketMinutes)}.`}
      </p>
    </Section>
  );
}

function formatBucket(minutes: number): string {
  if (minutes < 60) return formatPlural(minutes, "minute");
  return minutes < 1_440 ? formatPlural(minutes / 60, "hour") : formatPlural(minutes / 1_440, "day");
}

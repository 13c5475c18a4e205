import type { ComputedTrait } from "@rapport/contracts/computed-traits";
import { formatShare } from "../../lib/format.ts";
import { t, tn } from "../../lib/text.ts";
import { Section } from "../../ui/section.tsx";

/** How far a trait is, and whom it says something about. */
export function TraitState({ trait }: { trait: ComputedTrait }) {
  const { status, progress, people, bucketMinutes } = trait;
  const percent = Math.floor(progress * 100);
  return (
    <Section title={status === "active" ? t("Kept with every event") : t("Adding up stored events")}>
      {status === "backfilling" && (
        <div
          role="progressbar"
          aria-label={t("Stored events that were read")}
          aria-valuenow={percent}
          aria-valuemin={0}
          aria-valuemax={100}
          className="mb-2 h-1.5 max-w-md overflow-hidden rounded-full bg-sunken"
        >
          <div className="h-full bg-accent-solid" style={{ width: `${percent}%` }} />
        </div>
      )}
      <p className="text-body text-ink-2">
        {status === "backfilling" &&
          t("{share} of the stored events are read; values show when all are. ", { share: formatShare(progress) })}
        {tn(people, "{count} person with a value.", "{count} people with a value.")}
        {bucketMinutes !== null &&
          t(" The window lets events go in steps of {bucketMinutes}.", { bucketMinutes: formatBucket(bucketMinutes) })}
      </p>
    </Section>
  );
}

function formatBucket(minutes: number): string {
  if (minutes < 60) return tn(minutes, "{count} minute", "{count} minutes");
  return minutes < 1_440
    ? tn(minutes / 60, "{count} hour", "{count} hours")
    : tn(minutes / 1_440, "{count} day", "{count} days");
}

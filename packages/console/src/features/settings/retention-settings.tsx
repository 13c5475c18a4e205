import type { Retention } from "@rapport/contracts/retention";
import { useQuery } from "@tanstack/react-query";
import { t, tn } from "../../lib/text.ts";
import { FactList } from "../../ui/fact-list.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { Section } from "../../ui/section.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { TimeSaid } from "../../ui/time-said.tsx";
import { useMay } from "../session/use-may.ts";
import { RetentionForm } from "./retention-form.tsx";
import { RETENTION_KEY, settingsApi } from "./settings-api.ts";

/** How long events are kept, and the proof that older ones are gone. */
export function RetentionSettings() {
  const mayChange = useMay("privacy:write");
  const retention = useQuery({
    queryKey: RETENTION_KEY,
    queryFn: ({ signal }) => settingsApi.retention(signal),
  });
  return (
    <Section title={t("How long events are kept")}>
      {retention.isPending && <SkeletonRows rows={3} height={40} />}
      {retention.error && (
        <ProblemNote
          title={t("How long events are kept could not be loaded")}
          error={retention.error}
          onRetry={() => void retention.refetch()}
        />
      )}
      {retention.data && <RetentionFacts retention={retention.data} isSaid={!mayChange} />}
      {retention.data && mayChange && <RetentionForm key={retention.data.updatedAt} retention={retention.data} />}
    </Section>
  );
}

function RetentionFacts({ retention, isSaid }: { retention: Retention; isSaid: boolean }) {
  const { days, names, serverDays, oldestDay, lastRun } = retention;
  const kept = [
    { name: t("This project"), value: days === null ? t("As long as the server") : sayDays(days) },
    ...Object.entries(names).map(([name, own]) => ({ name, value: sayDays(own) })),
  ];
  return (
    <FactList
      facts={[
        ...(isSaid ? kept : []),
        { name: t("The server keeps them"), value: serverDays === null ? t("For ever") : sayDays(serverDays) },
        { name: t("Oldest day kept"), value: oldestDay ?? t("Nothing was deleted yet") },
        ...(lastRun === null
          ? []
          : [{ name: t("Looked last"), value: <LastRun at={lastRun.at} events={lastRun.events} /> }]),
      ]}
    />
  );
}

function LastRun({ at, events }: { at: string; events: number }) {
  return (
    <span className="flex flex-wrap gap-x-2">
      <TimeSaid iso={at} />
      <span className="text-ink-3">{tn(events, "{count} event deleted", "{count} events deleted")}</span>
    </span>
  );
}

function sayDays(days: number): string {
  return tn(days, "{count} day", "{count} days");
}

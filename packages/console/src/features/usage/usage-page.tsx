import type { Usage } from "@rapport/contracts/usage";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { formatBytes, formatCount, formatShare } from "../../lib/format.ts";
import { t, word } from "../../lib/text.ts";
import { formatAbsolute } from "../../lib/time.ts";
import { useTimeZone } from "../../lib/time-zone.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { FactList } from "../../ui/fact-list.tsx";
import { GaugeIcon } from "../../ui/icons.tsx";
import { ListCsv } from "../../ui/list-csv.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { Pill } from "../../ui/pill.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { Section } from "../../ui/section.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { readUsage } from "./usage-api.ts";
import { UsageDays } from "./usage-days.tsx";

const REFRESH_MS = 5_000;

/** What the workspace has sent today, against what its plan allows. */
export function UsagePage() {
  const usage = useQuery({
    queryKey: ["usage"],
    queryFn: ({ signal }) => readUsage(signal),
    refetchInterval: REFRESH_MS,
  });
  const retry = () => void usage.refetch();
  return (
    <>
      <PageHeader title={t("Usage")} note={usage.data && <Pill>{word(usage.data.plan)}</Pill>} compact />
      <div className="min-h-0 flex-1 overflow-y-auto">
        {usage.error && <ProblemNote title={t("Usage could not be loaded")} error={usage.error} onRetry={retry} />}
        {usage.isPending && <SkeletonRows rows={6} height={48} />}
        {usage.data && <UsageView usage={usage.data} />}
      </div>
    </>
  );
}

function UsageView({ usage }: { usage: Usage }) {
  if (usage.days.length === 0) {
    return (
      <EmptyState
        icon={<GaugeIcon size={20} />}
        title={t("Nothing was sent yet.")}
        action={
          <Link to="/events" className="text-accent hover:underline">
            {t("Send the first event")}
          </Link>
        }
      >
        {t("Events show here within a second after they arrive.")}
      </EmptyState>
    );
  }
  return (
    <>
      <Section title={t("Today, UTC")}>
        <QuotaBar usage={usage} />
        <FactList
          facts={[
            { name: t("New events"), value: formatCount(usage.today.accepted) },
            { name: t("Sent twice"), value: t("{count}, free", { count: usage.today.duplicates }) },
            { name: t("Not valid"), value: t("{count}, free", { count: usage.today.rejected }) },
            { name: t("Size"), value: formatBytes(usage.today.bytes) },
          ]}
        />
      </Section>
      <Section
        title={t("Latest days")}
        aside={<ListCsv name="usage" page={async (_, signal) => ({ data: (await readUsage(signal)).days })} />}
      >
        <UsageDays days={usage.days} limit={usage.limits?.eventsPerDay} />
      </Section>
    </>
  );
}

function QuotaBar({ usage: { today, limits, resetAt } }: { usage: Usage }) {
  useTimeZone();
  if (limits === null) {
    return (
      <p className="mb-4 text-body text-ink-2">{t("This plan has no bounds; what is sent is counted all the same.")}</p>
    );
  }
  const share = Math.min(1, today.accepted / limits.eventsPerDay);
  const colour = share >= 1 ? "bg-ember" : share >= 0.8 ? "bg-honey" : "bg-accent-solid";
  const text = t("{accepted} of {eventsPerDay} events", {
    accepted: today.accepted,
    eventsPerDay: limits.eventsPerDay,
  });
  return (
    <div className="mb-4">
      <p className="mb-1.5 flex justify-between gap-3 text-body text-ink">
        <span className="tabular-nums">{text}</span>
        <span className="text-ink-3 tabular-nums">{formatShare(share)}</span>
      </p>
      {/* For the eye; the line above says the same. */}
      <div aria-hidden="true" className="h-2 overflow-hidden rounded-small bg-sunken">
        <div className={`h-full rounded-small ${colour}`} style={{ width: `${share * 100}%` }} />
      </div>
      <p className="mt-1.5 text-small text-ink-3">
        {t("Begins anew at {resetAt}. Then up to {burstEvents} at once and {eventsPerSecond} a second.", {
          resetAt: formatAbsolute(resetAt),
          burstEvents: limits.burstEvents,
          eventsPerSecond: limits.eventsPerSecond,
        })}
      </p>
    </div>
  );
}

import type { PlacementReport } from "@rapport/contracts/placements";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { formatCount, formatShare } from "../../lib/format.ts";
import { currentLanguage } from "../../lib/language.ts";
import { tx } from "../../lib/rich-text.ts";
import { t, tn } from "../../lib/text.ts";
import { CodeBlock } from "../../ui/code-block.tsx";
import { EmptyState, NEXT_STEP } from "../../ui/empty-state.tsx";
import { GaugeIcon } from "../../ui/icons.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { Section } from "../../ui/section.tsx";
import { Segmented } from "../../ui/segmented.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { useSession } from "../session/use-session.ts";
import { PlacementLift } from "./placement-lift.tsx";
import { placementsApi } from "./placements-api.ts";

const DAYS = ["7", "30", "90"] as const;
const amounts = new Intl.NumberFormat(currentLanguage().locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 });

type PlacementResultsProps = { name: string; days: number; onDays: (days: number) => void };

/** What became of the placement's decisions, and whether the list is worth more than what is popular. */
export function PlacementResults({ name, days, onDays }: PlacementResultsProps) {
  const report = useQuery({
    queryKey: ["placements", name, "report", days],
    queryFn: ({ signal }) => placementsApi.report(name, days, signal),
    placeholderData: (before, query) => (query?.queryKey[1] === name ? before : undefined),
  });
  const choice = (
    <Segmented
      label={t("How far back")}
      value={String(days)}
      options={DAYS.map((value) => ({ value, label: `${value} d`, name: t("The latest {value} days", { value }) }))}
      onChange={(value) => onDays(Number(value))}
    />
  );
  return (
    <>
      <Section title={tn(days, "The latest {count} day", "The latest {count} days")} aside={choice}>
        {report.isPending && <SkeletonRows rows={4} height={36} />}
        {report.isError && (
          <ProblemNote
            title={t("The results could not be loaded")}
            error={report.error}
            onRetry={() => void report.refetch()}
          />
        )}
        {report.data &&
          (report.data.decisions === 0 ? <NothingDecided name={name} /> : <Funnel report={report.data} />)}
      </Section>
      {report.data && report.data.decisions > 0 && (
        <Section title={t("Lift over the holdout")}>
          <PlacementLift report={report.data} />
        </Section>
      )}
    </>
  );
}

function Funnel({ report }: { report: PlacementReport }) {
  const { decisions, shown, clicked, converted, dismissed, valueCents } = report;
  const ofShown = (count: number) =>
    shown === 0 ? "" : t("{count} of the exposures", { count: formatShare(count / shown) });
  const figures = [
    { name: t("Decisions"), value: formatCount(decisions), note: t("lists that were asked for") },
    { name: t("Exposures"), value: formatCount(shown), note: t("items that were reported as seen") },
    { name: t("Clicks"), value: formatCount(clicked), note: ofShown(clicked) },
    { name: t("Conversions"), value: formatCount(converted), note: ofShown(converted) },
    { name: t("Dismissals"), value: formatCount(dismissed), note: ofShown(dismissed) },
    { name: t("Value"), value: amounts.format(valueCents / 100), note: t("of the orders, in their currency") },
  ];
  return (
    <>
      <dl className="grid grid-cols-2 gap-x-4 gap-y-4 sm:grid-cols-3">
        {figures.map((figure) => (
          <div key={figure.name} className="min-w-0">
            <dt className="text-small text-ink-3">{figure.name}</dt>
            <dd className="text-title font-medium text-ink tabular-nums">{figure.value}</dd>
            <dd className="text-small text-ink-3">{figure.note}</dd>
          </div>
        ))}
      </dl>
      {shown === 0 && (
        <p className="mt-4 text-body text-pretty text-ink-2">
          {t(
            "No page has reported an exposure yet. A slot of the browser client reports them by itself; a server sends the decision’s id with what it showed.",
          )}
        </p>
      )}
    </>
  );
}

function NothingDecided({ name }: { name: string }) {
  const { writeKey } = useSession();
  const code = `<script src="${window.location.origin}/rapport.js" data-write-key="${writeKey}" async></script>
<div data-rapport-slot="${name}"></div>`;
  return (
    <>
      <EmptyState
        icon={<GaugeIcon size={20} />}
        title={t("Nobody was shown this placement in this time.")}
        action={
          <Link to="/recommendations" search={{ placement: name }} className={NEXT_STEP}>
            {t("See what it answers")}
          </Link>
        }
      >
        {tx("Ask for it from a page with {name}, or from a server with its name.", {
          name: <code className="font-mono text-small">{`data-rapport-slot="${name}"`}</code>,
        })}
      </EmptyState>
      <CodeBlock name={t("Code of the slot")} code={code} />
    </>
  );
}

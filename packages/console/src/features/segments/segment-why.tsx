import type { Reason } from "@rapport/contracts/segments";
import { useQuery } from "@tanstack/react-query";
import { t } from "../../lib/text.ts";
import { formatAbsolute } from "../../lib/time.ts";
import { useTimeZone } from "../../lib/time-zone.ts";
import { classNames } from "../../ui/class-names.ts";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { segmentsApi } from "./segments-api.ts";

const GROUPS: Record<string, string> = { and: t("All of these"), or: t("Any of these"), not: t("Not this") };
const INDENT_PX = 14;

/** Every condition of a segment for one person, with what decides it. */
export function SegmentWhy({ segmentId, userId }: { segmentId: string; userId: string }) {
  const why = useQuery({
    queryKey: ["person", userId, "why", segmentId],
    queryFn: ({ signal }) => segmentsApi.why(segmentId, userId, signal),
  });
  if (why.error) return <ProblemNote title={t("The reasons could not be loaded")} error={why.error} />;
  return (
    <ul aria-label={t("Reasons")} className="my-1 flex flex-col gap-1 rounded-corner bg-sunken px-2.5 py-2">
      {why.data?.data.map((reason) => (
        <ReasonRow key={reason.pointer} reason={reason} />
      ))}
    </ul>
  );
}

function ReasonRow({ reason: { depth, text, holds, evidence, until } }: { reason: Reason }) {
  useTimeZone();
  return (
    <li style={{ paddingLeft: depth * INDENT_PX }} className="text-small">
      <span className={classNames("font-medium", holds ? "text-accent" : "text-ink-3")}>
        {holds ? t("Yes") : t("No")}
      </span>{" "}
      <span className={classNames("break-words text-ink", GROUPS[text] === undefined && "font-mono")}>
        {GROUPS[text] ?? text}
      </span>
      {evidence !== "" && <span className="block text-ink-3">{evidence}</span>}
      {until !== null && (
        <span className="block text-ink-3">
          {t("may change by itself at {until}", { until: formatAbsolute(until) })}
        </span>
      )}
    </li>
  );
}

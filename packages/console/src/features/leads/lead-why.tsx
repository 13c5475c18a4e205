import type { LeadDetail, LeadReason } from "@rapport/contracts/leads";
import { t } from "../../lib/text.ts";

type Axis = { title: string; note: string; value: number; reasons: readonly LeadReason[] };

/** Where a score comes from: both axes, each with its reasons and what they rest on. */
export function LeadWhy({ lead }: { lead: LeadDetail }) {
  const of = (axis: LeadReason["axis"]) => lead.reasons.filter((reason) => reason.axis === axis);
  const axes: Axis[] = [
    { title: t("Fit"), note: t("how much like an ideal customer"), value: lead.fit, reasons: of("fit") },
    {
      title: t("Engagement"),
      note: t("how much they turn to you now"),
      value: lead.engagement,
      reasons: of("engagement"),
    },
  ];
  return (
    <div className="flex flex-col gap-5">
      {axes.map(({ title, note, value, reasons }) => (
        <section
          key={title}
          aria-label={t("Why {title} is {value}", { title: title.toLowerCase(), value: Math.round(value) })}
        >
          <h3 className="flex items-baseline gap-2">
            <span className="font-medium text-ink">{title}</span>
            <span className="flex-1 text-small text-ink-3">{note}</span>
            <span className="text-ink tabular-nums">{t("{value} of 100", { value: Math.round(value) })}</span>
          </h3>
          {reasons.length === 0 && (
            <p className="mt-1 text-small text-ink-3">{t("Nothing speaks for or against it.")}</p>
          )}
          <ul className="mt-2 flex flex-col gap-2">
            {reasons.map((reason) => (
              <ReasonItem key={reason.code} reason={reason} />
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

function ReasonItem({ reason: { text, points, evidence } }: { reason: LeadReason }) {
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_5rem_2.5rem] items-center gap-2 text-small">
      <span className="min-w-0">
        <span className="block break-words text-ink-2">{text}</span>
        <span className="block break-words text-ink-3">{evidence}</span>
      </span>
      <span aria-hidden="true" className="relative h-1.5 rounded-full bg-line">
        <span
          className={`absolute top-0 start-0 h-full rounded-full ${points > 0 ? "bg-accent-solid" : "bg-honey"}`}
          style={{ width: `${Math.min(100, Math.abs(points))}%` }}
        />
      </span>
      <span className="text-end text-ink-3 tabular-nums">
        {points > 0 ? "+" : "−"}
        {Math.abs(Math.round(points))}
      </span>
    </li>
  );
}

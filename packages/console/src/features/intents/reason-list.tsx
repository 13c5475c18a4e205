import type { IntentReason } from "@rapport/contracts/intents";
import { formatDigits } from "../../lib/format.ts";
import { t } from "../../lib/text.ts";

/** Contributions of features as bars to both sides of a middle: to the right they make the goal likelier. */
export function ReasonList({
  reasons,
  otherContribution,
}: {
  reasons: readonly IntentReason[];
  otherContribution: number;
}) {
  const rest = { feature: "other", text: t("everything else"), contribution: otherContribution };
  const rows = [...reasons, rest].filter(({ contribution }) => Math.abs(contribution) >= 0.005);
  const largest = Math.max(...rows.map(({ contribution }) => Math.abs(contribution)), 0.1);
  return (
    <ul aria-label={t("Why")} className="mt-3 flex flex-col gap-1.5">
      {rows.map(({ feature, text, contribution }) => (
        <li key={feature} className="grid grid-cols-[minmax(0,1fr)_7rem_3.5rem] items-center gap-2 text-small">
          <span className="min-w-0 break-words text-ink-2">{text}</span>
          <span aria-hidden="true" className="relative h-1.5 rounded-full bg-line">
            <span
              className={`absolute top-0 h-full rounded-full ${contribution > 0 ? "start-1/2 bg-accent-solid" : "end-1/2 bg-honey"}`}
              style={{ width: `${(Math.abs(contribution) / largest) * 50}%` }}
            />
          </span>
          <span className="text-end text-ink-3 tabular-nums" title={t("Log-odds that this adds")}>
            {contribution > 0 ? "+" : "−"}
            {formatDigits(Math.abs(contribution), 2)}
          </span>
        </li>
      ))}
    </ul>
  );
}

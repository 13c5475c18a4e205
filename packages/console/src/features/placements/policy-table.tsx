import type { PolicyEvaluation } from "@rapport/contracts/placements";
import { formatCount, formatDigits } from "../../lib/format.ts";
import { t } from "../../lib/text.ts";
import { HoverNote } from "../../ui/hover-note.tsx";
import { Pill } from "../../ui/pill.tsx";
import { IntervalBar, scaleOf } from "./interval-bar.tsx";
import { JUDGED } from "./placement-words.ts";

type Policy = PolicyEvaluation["policies"][number];
type Estimate = Policy["ips"];

const HEAD = "py-1.5 pe-4 text-small font-medium text-ink-3";
const CELL = "border-t border-line py-2 pe-4 align-top tabular-nums";
/** Below it the estimates of a policy rest on too few of the logged decisions. */
const ENOUGH_ROUNDS = 100;

/** Each policy by three estimators, with intervals. */
export function PolicyTable({ policies }: { policies: readonly Policy[] }) {
  const scale = scaleOf(policies.map(({ dr }) => dr));
  const served = policies.find(({ name }) => name === "logged")?.dr.value ?? 0;
  return (
    <div className="overflow-x-auto">
      <table className="w-full min-w-[38rem] text-body">
        <thead>
          <tr>
            {[t("Policy"), "DR", "", "SNIPS", "IPS", t("Worth")].map((label, index) => (
              <th key={label} scope="col" className={`${HEAD} ${index > 2 ? "text-end" : "text-start"}`}>
                {label || <span className="sr-only">{t("DR as a bar")}</span>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {policies.map((policy) => (
            <tr key={policy.name}>
              <th scope="row" className={`${CELL} text-start font-normal text-ink`}>
                <HoverNote value={JUDGED[policy.name].label} note={JUDGED[policy.name].note} />
                {policy.better && <Pill look="accent">{t("better than what served")}</Pill>}
              </th>
              <td className={CELL}>
                <EstimateText estimate={policy.dr} />
              </td>
              <td className={`${CELL} w-40`}>
                <IntervalBar
                  {...policy.dr}
                  {...scale}
                  mark={served}
                  words={t("{value}; what served earned {served}", {
                    value: formatDigits(policy.dr.value, 4),
                    served: formatDigits(served, 4),
                  })}
                />
              </td>
              <td className={`${CELL} text-end`}>
                <EstimateText estimate={policy.snips} />
              </td>
              <td className={`${CELL} text-end`}>
                <EstimateText estimate={policy.ips} />
              </td>
              <td className={`${CELL} text-end`}>
                {formatCount(Math.round(policy.effectiveRounds))}
                {policy.effectiveRounds < ENOUGH_ROUNDS && (
                  <span className="block text-small text-honey">{t("too few")}</span>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function EstimateText({ estimate: { value, low, high } }: { estimate: Estimate }) {
  return (
    <>
      <span className="text-ink">{formatDigits(value, 3)}</span>
      <span className="block text-small whitespace-nowrap text-ink-3">
        {t("{low} to {high}", { low: formatDigits(low, 3), high: formatDigits(high, 3) })}
      </span>
    </>
  );
}

import type { PlacementReport } from "@rapport/contracts/placements";
import { formatShare } from "../../lib/format.ts";
import { currentLanguage } from "../../lib/language.ts";
import { t } from "../../lib/text.ts";
import { IntervalBar, scaleOf } from "./interval-bar.tsx";

const points = new Intl.NumberFormat(currentLanguage().locale, { signDisplay: "exceptZero", maximumFractionDigits: 2 });
const signed = (share: number) => `${points.format(share * 100)}%`;

/** How much more of those who were shown the list bought than of those who were not. */
export function PlacementLift({ report: { lift, treated, untreated } }: { report: PlacementReport }) {
  if (!lift)
    return (
      <p className="text-body text-pretty text-ink-2">
        {t("Nobody of a holdout was here in this time. Set a holdout in the settings to measure the lift.")}
      </p>
    );
  const interval = { value: lift.difference, low: lift.differenceLow, high: lift.differenceHigh };
  const scale = scaleOf([interval, { value: 0, low: 0, high: 0 }]);
  const said = t("{value} points ({low} to {high})", {
    value: points.format(interval.value * 100),
    low: points.format(interval.low * 100),
    high: points.format(interval.high * 100),
  });
  return (
    <div className="flex max-w-lg flex-col gap-3 text-body">
      <p className="text-read font-medium text-ink">
        {lift.lift === null
          ? t("The relative lift cannot be told yet")
          : t("{lift} buyers", { lift: signed(lift.lift) })}
        {lift.low !== null && lift.high !== null && (
          <span className="font-normal text-ink-2">
            {t(", 95% interval {low} to {high}", { low: signed(lift.low), high: signed(lift.high) })}
          </span>
        )}
      </p>
      <IntervalBar
        {...interval}
        {...scale}
        mark={0}
        words={t("Difference of shares: {said}; the line is no difference", { said })}
      />
      <p className="text-ink-2">{t("Difference: {said}. {verdictOf}", { said, verdictOf: verdictOf(interval) })}</p>
      <ul className="text-ink-2">
        <li>{t("Shown the list: {treated}", { treated: describeGroup(treated) })}</li>
        <li>{t("Holdout: {untreated}", { untreated: describeGroup(untreated) })}</li>
      </ul>
      <p className="text-small text-ink-3">
        {t(
          "People count from their first decision, and buyers are those who ordered within the days a click counts. Who has been in both groups is in neither.",
        )}
      </p>
    </div>
  );
}

function describeGroup({ people, buyers }: PlacementReport["treated"]): string {
  const share = people === 0 ? "" : ` (${formatShare(buyers / people)})`;
  return t("{buyers} of {people} people bought{share}", { buyers, people, share });
}

function verdictOf({ low, high }: { low: number; high: number }): string {
  if (low > 0) return t("The list sells more than what is popular.");
  if (high < 0) return t("The list sells less than what is popular.");
  return t("The interval holds zero: no difference is shown yet.");
}

import type { PlacementReport } from "@rapport/contracts/placements";
import { formatCount, formatShare } from "../../lib/format.ts";
import { IntervalBar, scaleOf } from "./interval-bar.tsx";

const points = new Intl.NumberFormat("en-GB", { signDisplay: "exceptZero", maximumFractionDigits: 2 });
const signed = (share: number) => `${points.format(share * 100)}%`;

/** How much more of those who were shown the list bought than of those who were not. */
export function PlacementLift({ report: { lift, treated, untreated } }: { report: PlacementReport }) {
  if (!lift)
    return (
      <p className="text-body text-pretty text-ink-2">
        Nobody of a holdout was here in this time. Set a holdout in the settings to measure the lift.
      </p>
    );
  const interval = { value: lift.difference, low: lift.differenceLow, high: lift.differenceHigh };
  const scale = scaleOf([interval, { value: 0, low: 0, high: 0 }]);
  const said = `${points.format(interval.value * 100)} points (${points.format(interval.low * 100)} to ${points.format(interval.high * 100)})`;
  return (
    <div className="flex max-w-lg flex-col gap-3 text-body">
      <p className="text-read font-medium text-ink">
        {lift.lift === null ? "The relative lift cannot be told yet" : `${signed(lift.lift)} buyers`}
        {lift.low !== null && lift.high !== null && (
          <span className="font-normal text-ink-2">
            , 95% interval {signed(lift.low)} to {signed(lift.high)}
          </span>
        )}
      </p>
      <IntervalBar
        {...interval}
        {...scale}
        mark={0}
        words={`Difference of shares: ${said}; the line is no difference`}
      />
      <p className="text-ink-2">
        Difference: {said}. {verdictOf(interval)}
      </p>
      <ul className="text-ink-2">
        <li>Shown the list: {describeGroup(treated)}</li>
        <li>Holdout: {describeGroup(untreated)}</li>
      </ul>
      <p className="text-small text-ink-3">
        People count from their first decision, and buyers are those who ordered within the days a click counts. Who has
        been in both groups is in neither.
      </p>
    </div>
  );
}

function describeGroup({ people, buyers }: PlacementReport["treated"]): string {
  const share = people === 0 ? "" : ` (${formatShare(buyers / people)})`;
  return `${formatCount(buyers)} of ${formatCount(people)} people bought${share}`;
}

function verdictOf({ low, high }: { low: number; high: number }): string {
  if (low > 0) return "The list sells more than what is popular.";
  if (high < 0) return "The list sells less than what is popular.";
  return "The interval holds zero: no difference is shown yet.";
}

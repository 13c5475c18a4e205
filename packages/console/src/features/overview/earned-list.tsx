import type { Overview } from "@rapport/contracts/analytics";
import { Link } from "@tanstack/react-router";
import { formatCount, formatPlural } from "../../lib/format.ts";

const whole = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 0, signDisplay: "exceptZero" });

/** What placements brought beyond what people did who were kept untreated; and how sure that is. */
export function EarnedList({ earned }: { earned: NonNullable<Overview["earned"]> }) {
  if (earned.length === 0) {
    return (
      <p className="max-w-prose text-body text-pretty text-ink-2">
        Nothing can be told yet: no placement keeps some people untreated to compare with.{" "}
        <Link to="/placements" className="text-accent underline">
          Give a placement a holdout
        </Link>{" "}
        and this shows how many more people buy because of it.
      </p>
    );
  }
  return (
    <ul className="flex max-w-2xl flex-col gap-3">
      {earned.map(({ placement, treated, untreated, buyers, low, high }) => (
        <li key={placement} className="text-body text-ink-2">
          <Link
            to="/placements"
            search={{ placement, tab: "results" }}
            className="font-medium text-ink hover:underline"
          >
            {placement}
          </Link>
          : <strong className="font-semibold text-ink">{whole.format(buyers)} buyers</strong> in 30 days (95%:{" "}
          {whole.format(low)} to {whole.format(high)})
          <span className="block text-small text-ink-3">
            Shares of buyers among {formatPlural(treated, "person", "people")} who were shown the list and{" "}
            {formatCount(untreated)} who were not.{" "}
            {low > 0 ? "More than chance." : high < 0 ? "It costs buyers." : "Chance alone could do this."}
          </span>
        </li>
      ))}
    </ul>
  );
}

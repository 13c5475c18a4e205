import type { Overview } from "@rapport/contracts/analytics";
import { Link } from "@tanstack/react-router";
import { currentLanguage } from "../../lib/language.ts";
import { tx } from "../../lib/rich-text.ts";
import { t, tn } from "../../lib/text.ts";

const whole = new Intl.NumberFormat(currentLanguage().locale, { maximumFractionDigits: 0, signDisplay: "exceptZero" });

/** What placements brought beyond what people did who were kept untreated; and how sure that is. */
export function EarnedList({ earned }: { earned: NonNullable<Overview["earned"]> }) {
  if (earned.length === 0) {
    return (
      <p className="max-w-prose text-body text-pretty text-ink-2">
        {tx(
          "Nothing can be told yet: no placement keeps some people untreated to compare with. <a>Give a placement a holdout</a> and this shows how many more people buy because of it.",
          {
            a: (words) => (
              <Link to="/placements" className="text-accent underline">
                {words}
              </Link>
            ),
          },
        )}
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
          {tx(": <b>{buyers} buyers</b> in 30 days (95%: {low} to {high})", {
            b: (words) => <strong className="font-semibold text-ink">{words}</strong>,
            buyers: whole.format(buyers),
            low: whole.format(low),
            high: whole.format(high),
          })}
          <span className="block text-small text-ink-3">
            {tn(
              treated,
              "Shares of buyers among {count} person who were shown the list and {untreated} who were not. {low}",
              "Shares of buyers among {count} people who were shown the list and {untreated} who were not. {low}",
              {
                untreated,
                low:
                  low > 0
                    ? t("More than chance.")
                    : high < 0
                      ? t("It costs buyers.")
                      : t("Chance alone could do this."),
              },
            )}
          </span>
        </li>
      ))}
    </ul>
  );
}

import type { Overview } from "@rapport/contracts/analytics";
import { Link } from "@tanstack/react-router";
import { formatCount } from "../../lib/format.ts";
import { currentLanguage } from "../../lib/language.ts";
import { t } from "../../lib/text.ts";

type Week = Overview["week"];

const TILES: readonly { name: string; read: (week: Week) => number }[] = [
  { name: t("People"), read: ({ people }) => people },
  { name: t("New people"), read: ({ newPeople }) => newPeople },
  { name: t("Orders"), read: ({ conversions }) => conversions },
  { name: t("Order value"), read: ({ valueCents }) => Math.round(valueCents / 100) },
  { name: t("Events"), read: ({ events }) => events },
];
const change = new Intl.NumberFormat(currentLanguage().locale, {
  style: "percent",
  signDisplay: "exceptZero",
  maximumFractionDigits: 0,
});

/** The week's numbers, each with how it moved; each leads to its days. */
export function WeekTiles({ week, before }: { week: Week; before: Week }) {
  return (
    <ul className="grid grid-cols-2 gap-3 md:grid-cols-3 xl:grid-cols-5">
      {TILES.map(({ name, read }) => (
        <li key={name}>
          <Link
            to="/analytics"
            className="block rounded-large border border-line bg-raised p-4 shadow-lift transition-colors duration-(--quick) hover:bg-hover"
          >
            <span className="block text-small text-ink-2">{name}</span>
            <span className="block text-display font-semibold text-ink tabular-nums">{formatCount(read(week))}</span>
            <span className="block text-small text-ink-3 tabular-nums">{describe(read(week), read(before))}</span>
          </Link>
        </li>
      ))}
    </ul>
  );
}

function describe(now: number, before: number): string {
  if (before === 0) return now === 0 ? t("none before, too") : t("none the week before");
  return t("{now} from {before}", { now: change.format(now / before - 1), before });
}

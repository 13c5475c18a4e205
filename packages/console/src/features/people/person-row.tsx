import type { ProfileSummary } from "@rapport/contracts/profiles";
import { Link } from "@tanstack/react-router";
import { formatCount, shortId } from "../../lib/format.ts";
import { t, tn } from "../../lib/text.ts";
import { Avatar } from "../../ui/avatar.tsx";
import { classNames } from "../../ui/class-names.ts";
import { Pill } from "../../ui/pill.tsx";
import { TimeAgo } from "../../ui/time-ago.tsx";
import { personName, readTrait } from "./person-name.ts";

const COLUMNS =
  "grid grid-cols-[1.75rem_minmax(9rem,1.1fr)_minmax(0,1.2fr)_minmax(0,0.8fr)_7rem_4.5rem_4.5rem] items-center gap-x-4 px-4 max-lg:grid-cols-[1.75rem_minmax(0,1fr)_7rem_4.5rem_4.5rem] max-md:grid-cols-[1.75rem_minmax(0,1fr)_auto]";
const WIDE_ONLY = "truncate text-ink-2 max-lg:hidden";

/** Names of the columns; the rows say the same to a screen reader by themselves. */
export function PeopleHead() {
  return (
    <div
      aria-hidden="true"
      className={classNames(
        COLUMNS,
        "sticky top-0 z-20 h-8 border-b border-line bg-sheet text-small text-ink-3 max-md:hidden",
      )}
    >
      <span />
      <span>{t("Name")}</span>
      <span className="max-lg:hidden">{t("Email")}</span>
      <span className="max-lg:hidden">{t("Id")}</span>
      <span />
      <span className="text-end">{t("Events")}</span>
      <span className="text-end">{t("Last seen")}</span>
    </div>
  );
}

export function PersonRow({ person }: { person: ProfileSummary }) {
  const name = personName(person);
  const email = readTrait(person, "email");
  const id = person.userId ?? shortId(person.id);
  return (
    <div className={classNames(COLUMNS, "relative min-h-11 border-b border-line hover:bg-hover max-lg:py-1.5")}>
      <Avatar id={person.id} name={name} />
      <div className="min-w-0">
        <Link
          to="/people/$id"
          params={{ id: person.userId ?? person.id }}
          className="block truncate font-medium text-ink after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent"
        >
          {name ?? t("Anonymous {value}", { value: shortId(person.id).slice(-4) })}
        </Link>
        <p className="truncate text-small text-ink-3 lg:hidden">{email && email !== name ? email : id}</p>
      </div>
      <span className={WIDE_ONLY}>{email}</span>
      <span className={classNames(WIDE_ONLY, "font-mono !text-small")}>{id}</span>
      <span className="max-md:hidden">
        {person.identified ? <Pill look="accent">{t("Identified")}</Pill> : <Pill>{t("Anonymous")}</Pill>}
      </span>
      <span
        className="text-end text-ink-2 tabular-nums max-md:hidden"
        title={tn(person.eventCount, "{count} event", "{count} events")}
      >
        {formatCount(person.eventCount)}
      </span>
      <span className="text-end text-small text-ink-3 tabular-nums">
        <TimeAgo iso={person.lastSeenAt} />
        <span className="block md:hidden">{tn(person.eventCount, "{count} event", "{count} events")}</span>
      </span>
    </div>
  );
}

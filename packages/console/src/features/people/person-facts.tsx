import type { Profile, Touch } from "@rapport/contracts/profiles";
import { formatCount } from "../../lib/format.ts";
import { t } from "../../lib/text.ts";
import { FactList } from "../../ui/fact-list.tsx";
import { Pill } from "../../ui/pill.tsx";
import { Section } from "../../ui/section.tsx";
import { TimeAgo } from "../../ui/time-ago.tsx";
import { IdentityPicture } from "./identity-picture.tsx";
import { PersonComputed } from "./person-computed.tsx";
import { PersonMerges } from "./person-merges.tsx";
import { PersonRfm } from "./person-rfm.tsx";
import { PersonSegments } from "./person-segments.tsx";
import { PersonTraits } from "./person-traits.tsx";
import { PersonConsent, PersonVisits } from "./person-visits.tsx";

const TOP_COUNTERS = 12;

/** What is known about a person, beside what they did. */
export function PersonFacts({ id, profile }: { id: string; profile: Profile }) {
  return (
    <>
      <PersonTraits id={id} profile={profile} />
      <PersonComputed profile={profile} />
      <PersonSegments id={id} />
      <PersonRfm profile={profile} />
      <PersonVisits id={id} />
      <Section title={t("Events by name")}>
        <Counters counters={profile.counters} />
      </Section>
      <Section title={t("Where they came from")}>
        <div className="flex flex-col gap-4">
          <TouchFacts title={t("First touch")} touch={profile.firstTouch} />
          <TouchFacts title={t("Last touch")} touch={profile.lastTouch} />
        </div>
      </Section>
      <Section title={t("Ids that lead here")}>
        <IdentityPicture id={id} profile={profile} />
        <FactList
          facts={profile.identities.map((identity, index, all) => ({
            name: numbered(identity.kind, all.slice(0, index).filter(({ kind }) => kind === identity.kind).length),
            value: <span className="font-mono text-small break-all">{identity.value}</span>,
            copy: identity.value,
          }))}
        />
      </Section>
      <PersonMerges id={id} />
      <PersonConsent id={id} profile={profile} />
      {profile.groups.length > 0 && (
        <Section title={t("Groups")}>
          <div className="flex flex-wrap gap-1.5">
            {profile.groups.map((group) => (
              <Pill key={group}>{group}</Pill>
            ))}
          </div>
        </Section>
      )}
    </>
  );
}

/** Bars make the common and the rare comparable at a glance. */
function Counters({ counters }: { counters: Profile["counters"] }) {
  const all = Object.entries(counters).sort((a, b) => b[1] - a[1]);
  const top = all.slice(0, TOP_COUNTERS);
  const most = top[0]?.[1] ?? 1;
  return (
    <ul className="flex flex-col gap-1">
      {top.map(([name, count]) => (
        <li
          key={name}
          className="relative flex h-6 items-center justify-between gap-3 overflow-hidden rounded-small px-2 text-body"
        >
          <span
            aria-hidden="true"
            className="absolute inset-y-0 start-0 rounded-small bg-accent-wash"
            style={{ width: `${(count / most) * 100}%` }}
          />
          <span className="relative truncate text-ink">{name}</span>
          <span className="relative text-small text-ink-2 tabular-nums">{formatCount(count)}</span>
        </li>
      ))}
      {all.length > top.length && (
        <li className="px-2 text-small text-ink-3">{t("and {all} more names", { all: all.length - top.length })}</li>
      )}
    </ul>
  );
}

function TouchFacts({ title, touch }: { title: string; touch: Touch | null }) {
  if (!touch) return <Nothing text={t("{title}: unknown", { title })} />;
  const campaign: [string, string | null][] = [
    ["source", touch.source],
    ["medium", touch.medium],
    ["campaign", touch.campaign],
    ["referrer", touch.referrer],
    [t("click id"), touch.clickId],
  ];
  const known = campaign.flatMap(([name, value]) =>
    value === null || value === "" ? [] : [{ name, value: <span className="break-all">{value}</span> }],
  );
  return (
    <div>
      <p className="mb-1.5 flex justify-between text-body font-medium text-ink">
        {title} <TimeAgo iso={touch.at} className="text-small font-normal text-ink-3" />
      </p>
      {known.length > 0 ? <FactList facts={known} /> : <Nothing text={t("Direct")} />}
    </div>
  );
}

function Nothing({ text }: { text: string }) {
  return <p className="text-body text-ink-3">{text}</p>;
}

/** Facts need names of their own: the second device is “anonymous 2”. */
function numbered(name: string, before: number): string {
  return before === 0 ? name : `${name} ${before + 1}`;
}

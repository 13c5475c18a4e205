import type { Profile, TraitOrigin } from "@rapport/contracts/profiles";
import { useQuery } from "@tanstack/react-query";
import { safeUrl } from "../../lib/safe-url.ts";
import { t } from "../../lib/text.ts";
import { formatAbsolute } from "../../lib/time.ts";
import { useTimeZone } from "../../lib/time-zone.ts";
import type { Fact } from "../../ui/fact-list.tsx";
import { FactList } from "../../ui/fact-list.tsx";
import { HoverNote } from "../../ui/hover-note.tsx";
import { Section } from "../../ui/section.tsx";
import { personApi } from "./person-api.ts";

/** What was said about a person, each with who said it and when. */
export function PersonTraits({ id, profile }: { id: string; profile: Profile }) {
  const origins = useQuery({
    queryKey: ["person", id, "traits"],
    queryFn: ({ signal }) => personApi.traits(id, signal),
  });
  const originOf = new Map(origins.data?.data.map((origin) => [origin.name, origin]));
  const facts = Object.entries(profile.traits).map(([name, value]) => traitFact(name, value, originOf.get(name)));
  return (
    <Section title={t("Traits")}>
      {facts.length > 0 ? (
        <FactList facts={facts} />
      ) : (
        <p className="text-body text-ink-3">{t("No traits yet; identify sets them.")}</p>
      )}
    </Section>
  );
}

function traitFact(name: string, value: unknown, origin: TraitOrigin | undefined): Fact {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "null");
  const url = typeof value === "string" && /^https?:\/\//i.test(value) ? safeUrl(value) : undefined;
  if (url) return { name, value: <ExternalLink href={url} text={text} />, copy: text };
  const shown = origin ? <HoverNote value={text} note={<Origin origin={origin} />} /> : text;
  return { name, value: shown, copy: text };
}

function Origin({ origin }: { origin: TraitOrigin }) {
  const { event, source, actor, setAt } = origin;
  useTimeZone();
  return (
    <>
      <span className="block text-ink">{t("Set {setAt}", { setAt: formatAbsolute(setAt) })}</span>
      <span className="block">
        {event ? t("by {name}", { name: event.name }) : t("by an event that is not kept any more")}
        {source !== null && t(", sent by {source}", { source })}
      </span>
      <span className="block break-all">
        {actor === null ? t("with the public write key") : t("signed by {actor}", { actor })}
      </span>
    </>
  );
}

function ExternalLink({ href, text }: { href: string; text: string }) {
  return (
    <a href={href} target="_blank" rel="noreferrer noopener" className="break-all text-accent hover:underline">
      {text}
    </a>
  );
}

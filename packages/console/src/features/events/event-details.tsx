import type { StoredEvent } from "@rapport/contracts/events";
import { Link } from "@tanstack/react-router";
import { t } from "../../lib/text.ts";
import type { Fact } from "../../ui/fact-list.tsx";
import { FactList } from "../../ui/fact-list.tsx";
import { JsonTree } from "../../ui/json-tree.tsx";
import { Section } from "../../ui/section.tsx";
import { ExactTime } from "../../ui/time-ago.tsx";
import type { EventsSearch } from "./event-filter.ts";
import { JsonSection } from "./json-section.tsx";

type EventDetailsProps = {
  event: StoredEvent;
  view: "raw" | undefined;
  onChange: (part: EventsSearch, replace?: boolean) => void;
};

export function EventDetails({ event, view, onChange }: EventDetailsProps) {
  const person = (
    <Link to="/people/$id" params={{ id: event.profileId }} className="font-medium text-accent hover:underline">
      {event.userId ?? t("Anonymous")}
    </Link>
  );
  return (
    <>
      <Section title={t("Person")}>
        <FactList
          facts={[
            { name: t("Who"), value: person },
            mono("userId", event.userId),
            mono("anonymousId", event.anonymousId),
            mono("profileId", event.profileId),
            mono("sessionId", event.sessionId),
          ]}
        />
      </Section>
      <JsonSection title={t("Payload")} value={event.payload} view={view} onChange={onChange} />
      {Object.keys(event.enrichment).length > 0 && (
        <Section title={t("Enrichment")}>
          <JsonTree value={event.enrichment} />
        </Section>
      )}
      <Section title={t("Times")}>
        <FactList facts={timesOf(event)} />
      </Section>
      <Section title={t("Message")}>
        <FactList
          facts={[
            mono("messageId", event.messageId),
            { name: "seq", value: <span className="font-mono text-small">{event.seq}</span> },
          ]}
        />
      </Section>
    </>
  );
}

function mono(name: string, value: string | null): Fact {
  if (value === null) return { name, value: <span className="text-ink-3">{t("none")}</span> };
  return { name, value: <span className="font-mono text-small break-all">{value}</span>, copy: value };
}

function timesOf(event: StoredEvent): Fact[] {
  const times: [string, string | null][] = [
    ["timestamp", event.timestamp],
    [t("original"), event.originalTimestamp],
    [t("sent"), event.sentAt],
    [t("received"), event.receivedAt],
  ];
  return times.flatMap(([name, iso]) => (iso === null ? [] : [{ name, value: <ExactTime iso={iso} />, copy: iso }]));
}

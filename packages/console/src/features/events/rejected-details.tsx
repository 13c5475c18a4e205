import { t } from "../../lib/text.ts";
import { FactList } from "../../ui/fact-list.tsx";
import { Section } from "../../ui/section.tsx";
import { ExactTime } from "../../ui/time-ago.tsx";
import type { EventsSearch } from "./event-filter.ts";
import { JsonSection } from "./json-section.tsx";
import { REJECT_ADVICE } from "./reject-advice.ts";
import { readRejectedBody } from "./rejected-body.ts";
import type { RejectedEntry } from "./stream-entry.ts";

type RejectedDetailsProps = {
  entry: RejectedEntry;
  view: "raw" | undefined;
  onChange: (part: EventsSearch, replace?: boolean) => void;
};

/** Why it was refused, where, and what to change; then the message with the field marked. */
export function RejectedDetails({ entry, view, onChange }: RejectedDetailsProps) {
  const { rejected } = entry;
  const { value } = readRejectedBody(entry);
  return (
    <>
      <div className="border-b border-line bg-ember-wash px-4 py-4">
        <p className="flex flex-wrap items-baseline gap-x-2 font-mono text-small text-ember">
          <span>{rejected.code}</span>
          <span>{t("at {path}", { path: rejected.path || "/" })}</span>
        </p>
        <p className="mt-1 text-read font-medium break-words text-ink">{rejected.message}</p>
        <p className="mt-2 text-body text-pretty text-ink-2">{REJECT_ADVICE[rejected.code]}</p>
      </div>
      {value === undefined ? (
        <Section title={t("Message as received (not complete JSON)")}>
          <pre className="rounded-corner bg-sunken p-3 font-mono text-small leading-5 break-all whitespace-pre-wrap text-ink">
            {entry.body}
          </pre>
        </Section>
      ) : (
        <JsonSection
          title={t("Message as received")}
          value={value}
          highlight={rejected.path}
          view={view}
          onChange={onChange}
        />
      )}
      <Section title={t("Where it came in")}>
        <FactList
          facts={[
            {
              name: t("received"),
              value: <ExactTime iso={entry.receivedAt} />,
              copy: entry.receivedAt,
            },
            { name: t("in batch"), value: t("message {place}", { place: rejected.index + 1 }) },
            {
              name: "messageId",
              value: <span className="font-mono text-small break-all">{rejected.messageId ?? t("none")}</span>,
              copy: rejected.messageId ?? undefined,
            },
          ]}
        />
      </Section>
    </>
  );
}

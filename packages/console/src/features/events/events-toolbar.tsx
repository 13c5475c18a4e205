import { MESSAGE_TYPES } from "@rapport/contracts/messages";
import { Link } from "@tanstack/react-router";
import { useMemo } from "react";
import { tableOf } from "../../lib/csv.ts";
import { formatCount } from "../../lib/format.ts";
import { readOneOf } from "../../lib/read-search.ts";
import { t, tn } from "../../lib/text.ts";
import { useServices } from "../../services.tsx";
import { Button } from "../../ui/button.tsx";
import { classNames } from "../../ui/class-names.ts";
import { CsvButton } from "../../ui/csv-button.tsx";
import { PauseIcon, PlayIcon, RejectIcon } from "../../ui/icons.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { SearchField } from "../../ui/search-field.tsx";
import { SelectField } from "../../ui/select-field.tsx";
import { ArrivalStrip } from "./arrival-strip.tsx";
import type { FeedSnapshot } from "./event-feed.ts";
import type { EventsSearch } from "./event-filter.ts";
import { nameOf } from "./event-filter.ts";
import type { StreamEntry } from "./stream-entry.ts";

type EventsToolbarProps = {
  snapshot: FeedSnapshot;
  search: EventsSearch;
  rows: readonly StreamEntry[];
  onChange: (part: EventsSearch, replace?: boolean) => void;
};

export function EventsToolbar({ snapshot, search, rows, onChange }: EventsToolbarProps) {
  const { entries } = snapshot.buffer;
  const names = useNames(snapshot, search.name);
  const rejected = useMemo(() => entries.filter((entry) => entry.kind === "rejected").length, [entries]);
  const onlyRejected = search.only === "rejected";
  const toggleRejected = () => onChange({ only: onlyRejected ? undefined : "rejected", selected: undefined });
  return (
    <>
      <PageHeader
        compact
        title={t("Live events")}
        note={<span className="tabular-nums">{tn(rows.length, "{count} message", "{count} messages")}</span>}
      >
        <Link to="/rejected" className="text-body text-accent hover:underline">
          {t("Rejected & dead")}
        </Link>
        <CsvButton name="events" rows={() => tableOf(rows.map(plainOf))} />
        <ArrivalStrip entries={entries} />
        <PauseButton snapshot={snapshot} />
      </PageHeader>
      <search
        aria-label={t("Filter messages")}
        className="flex shrink-0 items-center gap-2 border-b border-line px-4 py-2 max-md:flex-wrap"
      >
        <SearchField
          label={t("Search messages")}
          placeholder={t("Search name, person, any property")}
          value={search.q ?? ""}
          onChange={(q) => onChange({ q: q || undefined }, true)}
          className="max-w-96 flex-1 max-md:max-w-none max-md:basis-full"
        />
        <SelectField
          label={t("Type")}
          value={search.type ?? ""}
          options={[
            { value: "", label: t("All types") },
            ...MESSAGE_TYPES.map((type) => ({ value: type, label: type })),
          ]}
          onChange={(type) => onChange({ type: readOneOf(type, MESSAGE_TYPES) })}
        />
        <SelectField
          label={t("Event name")}
          value={search.name ?? ""}
          options={[{ value: "", label: t("All names") }, ...names.map((name) => ({ value: name, label: name }))]}
          onChange={(name) => onChange({ name: name || undefined })}
          className="max-md:min-w-0 max-md:flex-1"
        />
        <Button
          aria-pressed={onlyRejected}
          aria-keyshortcuts="r"
          onClick={toggleRejected}
          title={t("Show rejected messages only (r)")}
          className={classNames(
            onlyRejected && "!border-ember !bg-ember-wash",
            (onlyRejected || rejected > 0) && "!text-ember",
          )}
        >
          <RejectIcon size={14} />
          <span>{t("Rejected")}</span>
          <span className="tabular-nums">{formatCount(rejected)}</span>
        </Button>
      </search>
    </>
  );
}

/** A row of the file: the message without what the console alone knows of it. */
function plainOf(entry: StreamEntry): object {
  return entry.kind === "event" ? entry.event : { receivedAt: entry.receivedAt, ...entry.rejected };
}

function PauseButton({ snapshot }: { snapshot: FeedSnapshot }) {
  const { feed } = useServices();
  const { paused, held } = snapshot.buffer;
  const toggle = () => (paused ? feed.resume() : feed.pause());
  return (
    <Button
      look={paused ? "primary" : "plain"}
      aria-keyshortcuts="p"
      onClick={toggle}
      title={paused ? t("Resume (p)") : t("Pause (p)")}
      className="tabular-nums"
    >
      {paused ? <PlayIcon size={14} /> : <PauseIcon size={14} />}
      {paused ? t("Resume · {held} waiting", { held: held.length }) : t("Pause")}
    </Button>
  );
}

/** Names seen so far, and the one in the URL even when it was not seen yet. */
function useNames(snapshot: FeedSnapshot, current: string | undefined): string[] {
  const { entries } = snapshot.buffer;
  return useMemo(() => {
    const names = new Set(current === undefined ? [] : [current]);
    for (const entry of entries) {
      const name = nameOf(entry);
      if (name) names.add(name);
    }
    return [...names].sort((a, b) => a.localeCompare(b));
  }, [entries, current]);
}

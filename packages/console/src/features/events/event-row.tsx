import { getRouteApi, useRouter } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { memo } from "react";
import { shortId } from "../../lib/format.ts";
import { t } from "../../lib/text.ts";
import { Avatar } from "../../ui/avatar.tsx";
import { classNames } from "../../ui/class-names.ts";
import { LightLink } from "../../ui/light-link.tsx";
import { TimeAgo } from "../../ui/time-ago.tsx";
import type { MessageKind } from "../../ui/type-badge.tsx";
import { TypeBadge, TypeGlyph } from "../../ui/type-badge.tsx";
import { readRejectedBody } from "./rejected-body.ts";
import type { EventEntry, RejectedEntry, StreamEntry } from "./stream-entry.ts";
import { arrivedAt } from "./stream-entry.ts";
import { SummaryParts } from "./summary-parts.tsx";

const route = getRouteApi("/events");
const FRESH_MS = 1_600;

type EventRowProps = { entry: StreamEntry; chosen: boolean };

/** One message. The whole row is the link to its details; the person's link lies above it. */
export const EventRow = memo(function EventRow({ entry, chosen }: EventRowProps) {
  const fresh = entry.seenAtMs !== undefined && Date.now() - entry.seenAtMs < FRESH_MS;
  const rejected = entry.kind === "rejected";
  const kind: MessageKind = rejected ? "rejected" : entry.event.type;
  return (
    <div
      className={classNames(
        "relative grid h-full items-center gap-x-3 border-b border-line px-4 text-body",
        "grid-cols-[3.25rem_5.75rem_minmax(8rem,14rem)_minmax(7rem,11rem)_minmax(0,1fr)]",
        "md:@max-4xl:grid-cols-[2.75rem_1.25rem_minmax(7rem,11rem)_minmax(6rem,8rem)_minmax(0,1fr)]",
        "max-md:grid-cols-[1.25rem_minmax(0,1fr)_auto] max-md:grid-rows-2 max-md:gap-y-0 max-md:py-2",
        chosen ? "bg-chosen" : "hover:bg-hover",
        rejected && !chosen && "bg-ember-wash/60",
        rejected && "shadow-[inset_2px_0_0_var(--ember)]",
        fresh && !rejected && "fresh",
      )}
    >
      <TimeAgo
        iso={arrivedAt(entry)}
        className="text-small text-ink-3 tabular-nums max-md:col-start-3 max-md:row-start-1"
      />
      <span className="max-md:col-start-1 max-md:row-span-2 max-md:row-start-1">
        <span className="max-md:hidden md:@max-4xl:hidden">
          <TypeBadge kind={kind} />
        </span>
        <span className="md:@4xl:hidden">
          <TypeGlyph kind={kind} />
          <span className="sr-only">{kind}</span>
        </span>
      </span>
      {rejected ? <RejectedCells entry={entry} chosen={chosen} /> : <EventCells entry={entry} chosen={chosen} />}
    </div>
  );
});

function EventCells({ entry, chosen }: { entry: EventEntry; chosen: boolean }) {
  const router = useRouter();
  const { event } = entry;
  const person =
    event.userId ?? t("Anonymous {value}", { value: shortId(event.anonymousId ?? event.profileId).slice(-4) });
  return (
    <>
      <RowLink entry={entry} chosen={chosen}>
        {event.name}
      </RowLink>
      <LightLink
        href={`${router.basepath}/people/${encodeURIComponent(event.profileId)}`}
        onGo={() => void router.navigate({ to: "/people/$id", params: { id: event.profileId } })}
        className="relative z-10 flex max-w-full min-w-0 items-center gap-2 justify-self-start rounded-small text-ink-2 hover:text-accent hover:underline max-md:hidden"
      >
        <Avatar id={event.profileId} name={event.userId ?? undefined} size="small" />
        <span className="truncate">{person}</span>
      </LightLink>
      <span className="flex min-w-0 gap-3 overflow-hidden whitespace-nowrap max-md:col-span-2 max-md:col-start-2 max-md:row-start-2">
        <span className="shrink-0 text-small text-ink-3 md:hidden">{person}</span>
        <SummaryParts event={event} />
      </span>
    </>
  );
}

function RejectedCells({ entry, chosen }: { entry: RejectedEntry; chosen: boolean }) {
  const body = readRejectedBody(entry);
  return (
    <>
      <RowLink entry={entry} chosen={chosen}>
        {body.name ?? <span className="text-ink-2">{body.type ?? t("unreadable")}</span>}
      </RowLink>
      <span className="min-w-0 max-md:hidden">
        <code className="block truncate font-mono text-small text-ember">{entry.rejected.code}</code>
      </span>
      <span className="flex min-w-0 gap-2 whitespace-nowrap max-md:col-span-2 max-md:col-start-2 max-md:row-start-2">
        <code className="shrink-0 font-mono text-small text-ember">{entry.rejected.path || "/"}</code>
        <span className="truncate text-small text-ink-2">{entry.rejected.message}</span>
      </span>
    </>
  );
}

function RowLink({ entry, chosen, children }: EventRowProps & { children: ReactNode }) {
  const { basepath } = useRouter();
  const navigate = route.useNavigate();
  const selected = chosen ? undefined : entry.key;
  return (
    <LightLink
      href={`${basepath}/events?selected=${encodeURIComponent(entry.key)}`}
      onGo={() => void navigate({ search: (before) => ({ ...before, selected }) })}
      aria-current={chosen ? "true" : undefined}
      className="truncate font-medium text-ink after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent max-md:col-start-2 max-md:row-start-1"
    >
      {children}
    </LightLink>
  );
}

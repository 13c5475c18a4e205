import type { ReactNode } from "react";
import { useHotkeys } from "../../lib/use-hotkeys.ts";
import { Button } from "../../ui/button.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { CloseIcon, SearchIcon } from "../../ui/icons.tsx";
import { TypeBadge } from "../../ui/type-badge.tsx";
import { useSession } from "../session/use-session.ts";
import { eventCurl, rejectedCurl } from "./curl-text.ts";
import { EventDetails } from "./event-details.tsx";
import type { EventsSearch } from "./event-filter.ts";
import { readRejectedBody } from "./rejected-body.ts";
import { RejectedDetails } from "./rejected-details.tsx";
import type { StreamEntry } from "./stream-entry.ts";

type MessagePanelProps = {
  /** Undefined when the URL names a message that is not loaded. */
  entry: StreamEntry | undefined;
  view: "raw" | undefined;
  onChange: (part: EventsSearch, replace?: boolean) => void;
  onClose: () => void;
};

/** The whole message beside the list; over it on a phone. */
export function MessagePanel({ entry, view, onChange, onClose }: MessagePanelProps) {
  const { writeKey } = useSession();
  const asJson = () => (entry ? jsonOf(entry) : "");
  useHotkeys({ c: () => void navigator.clipboard?.writeText(asJson()) });
  const target = { origin: window.location.origin, writeKey };
  return (
    <aside
      aria-label="Message"
      className="slide-in flex w-[27rem] max-w-full shrink-0 flex-col border-l border-line bg-raised max-lg:absolute max-lg:inset-0 max-lg:z-30 max-lg:w-auto max-lg:border-l-0"
    >
      <header className="flex shrink-0 items-start gap-2 border-b border-line px-4 py-3">
        <div className="min-w-0 flex-1">
          {entry && <TypeBadge kind={entry.kind === "event" ? entry.event.type : "rejected"} />}
          <h2 className="mt-1 text-title font-semibold break-words text-ink">{entry ? titleOf(entry) : "Message"}</h2>
        </div>
        <Button look="quiet" square aria-label="Close" title="Close (Esc)" onClick={onClose}>
          <CloseIcon />
        </Button>
      </header>
      {entry && (
        <div className="flex shrink-0 gap-2 border-b border-line px-4 py-2">
          <CopyButton text={asJson} name="Copy the message as JSON" label="Copy JSON" />
          <CopyButton
            text={() => (entry.kind === "event" ? eventCurl(entry.event, target) : rejectedCurl(entry, target))}
            name="Copy a curl command that sends it again"
            label="Copy as curl"
          />
        </div>
      )}
      <div className="min-h-0 flex-1 overflow-y-auto">{panelBody(entry, view, onChange)}</div>
    </aside>
  );
}

function panelBody(
  entry: StreamEntry | undefined,
  view: "raw" | undefined,
  onChange: MessagePanelProps["onChange"],
): ReactNode {
  if (!entry) {
    return (
      <EmptyState icon={<SearchIcon size={20} />} title="This message is not among the loaded ones.">
        Load older events to reach it. Rejected messages end with the page they were seen on; samples of them are under
        “Rejected & dead”.
      </EmptyState>
    );
  }
  // The key starts a new message with a fresh tree.
  if (entry.kind === "rejected")
    return <RejectedDetails key={entry.key} entry={entry} view={view} onChange={onChange} />;
  return <EventDetails key={entry.key} event={entry.event} view={view} onChange={onChange} />;
}

function titleOf(entry: StreamEntry): string {
  if (entry.kind === "event") return entry.event.name;
  const body = readRejectedBody(entry);
  return body.name ?? body.type ?? "Unreadable message";
}

function jsonOf(entry: StreamEntry): string {
  if (entry.kind === "event") return JSON.stringify(entry.event, null, 2);
  const { value } = readRejectedBody(entry);
  return value === undefined ? entry.body : JSON.stringify(value, null, 2);
}

import type { ReactNode } from "react";
import { t } from "../../lib/text.ts";
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
  const target = { origin: window.location.origin, writeKey };
  return (
    <aside
      aria-label={t("Message")}
      className="slide-in flex w-[27rem] max-w-full shrink-0 flex-col border-s border-line bg-raised max-lg:absolute max-lg:inset-0 max-lg:z-30 max-lg:w-auto max-lg:border-s-0"
    >
      <header className="flex shrink-0 items-start gap-2 border-b border-line px-4 py-3">
        <div className="min-w-0 flex-1">
          {entry && <TypeBadge kind={entry.kind === "event" ? entry.event.type : "rejected"} />}
          <h2 className="mt-1 text-title font-semibold break-words text-ink">
            {entry ? titleOf(entry) : t("Message")}
          </h2>
        </div>
        <Button look="quiet" square aria-label={t("Close")} title={t("Close (Esc)")} onClick={onClose}>
          <CloseIcon />
        </Button>
      </header>
      {entry && (
        <div className="flex shrink-0 gap-2 border-b border-line px-4 py-2">
          <CopyButton keys="c" text={asJson} name={t("Copy the message as JSON")} label={t("Copy JSON")} />
          <CopyButton
            text={() => (entry.kind === "event" ? eventCurl(entry.event, target) : rejectedCurl(entry, target))}
            name={t("Copy a curl command that sends it again")}
            label={t("Copy as curl")}
          />
        </div>
      )}
      <div className="min-h-0 flex-1 overflow-y-auto">{panelBody(entry, view, onChange, onClose)}</div>
    </aside>
  );
}

function panelBody(
  entry: StreamEntry | undefined,
  view: "raw" | undefined,
  onChange: MessagePanelProps["onChange"],
  onClose: () => void,
): ReactNode {
  if (!entry) {
    return (
      <EmptyState
        icon={<SearchIcon size={20} />}
        title={t("This message is not among the loaded ones.")}
        action={<Button onClick={onClose}>{t("Back to the list")}</Button>}
      >
        {t(
          "Load older events to reach it. Rejected messages end with the page they were seen on; samples of them are under “Rejected & dead”.",
        )}
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
  return body.name ?? body.type ?? t("Unreadable message");
}

function jsonOf(entry: StreamEntry): string {
  if (entry.kind === "event") return JSON.stringify(entry.event, null, 2);
  const { value } = readRejectedBody(entry);
  return value === undefined ? entry.body : JSON.stringify(value, null, 2);
}

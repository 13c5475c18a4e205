import { t } from "../../lib/text.ts";
import { useServices } from "../../services.tsx";
import { LoadMore } from "../../ui/load-more.tsx";
import type { FeedSnapshot } from "./event-feed.ts";
import { olderCursor } from "./event-feed.ts";
import type { EventFilter } from "./event-filter.ts";
import { MAX_ENTRIES } from "./stream-buffer.ts";

/** What stands below the last row: more to load, or why there is no more. */
export function ListEnd({ snapshot, search }: { snapshot: FeedSnapshot; search: EventFilter }) {
  const { feed } = useServices();
  const filter = { type: search.type, name: search.name };
  if (search.only === "rejected")
    return <EndNote text={t("Rejected messages are not stored; the list begins when this page was opened.")} />;
  if (snapshot.buffer.trimmed > 0) {
    return (
      <EndNote
        text={t("The list holds the newest {max} messages. Reload the page to look further back.", {
          max: MAX_ENTRIES,
        })}
      />
    );
  }
  if (olderCursor(snapshot, filter) === null) return <EndNote text={t("This is where it began.")} />;
  return (
    <LoadMore
      label={t("Load older events")}
      loading={snapshot.loading}
      failed={snapshot.error !== undefined}
      onLoad={() => void feed.loadOlder(filter)}
    />
  );
}

function EndNote({ text }: { text: string }) {
  return <p className="px-4 py-5 text-center text-small text-ink-3">{text}</p>;
}

import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { api } from "../../lib/api.ts";
import { t } from "../../lib/text.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { BoxIcon } from "../../ui/icons.tsx";
import { ItemTile } from "../../ui/item-tile.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { TimeAgo } from "../../ui/time-ago.tsx";
import { useLiveRefresh } from "../people/use-live-refresh.ts";
import { useItemNames } from "./use-item-names.ts";

/** What a person did with items lately: the history that the reasons speak of. */
export function RecentItems({ id }: { id: string }) {
  const person = useQuery({ queryKey: ["person", id, "profile"], queryFn: ({ signal }) => api.user(id, signal) });
  const items = useItemNames();
  useLiveRefresh(["person", id], (message) => message.kind === "event" && message.event.profileId === person.data?.id);
  if (person.isError) return <ProblemNote title={t("Their history could not be loaded")} error={person.error} />;
  if (person.isPending) return <SkeletonRows rows={6} height={48} />;
  return (
    <>
      <div className="flex items-center justify-between px-4 pt-4 pb-2">
        <h2 className="text-small font-medium text-ink-2">{t("Recent items")}</h2>
        <Link to="/people/$id" params={{ id }} className="text-small text-accent hover:underline">
          {t("Open person")}
        </Link>
      </div>
      {person.data.recentItems.length === 0 && (
        <EmptyState
          icon={<BoxIcon size={20} />}
          title={t("This person did nothing with an item yet.")}
          action={false}
        />
      )}
      <ol className="pb-3">
        {person.data.recentItems.map((recent) => {
          const item = items.get(recent.itemId);
          return (
            <li
              key={`${recent.itemId}-${recent.action}-${recent.at}`}
              className="flex items-center gap-2.5 px-4 py-1.5"
            >
              <ItemTile
                id={recent.itemId}
                name={item?.name ?? recent.itemId}
                category={item?.categories[0]}
                size="small"
              />
              <span className="min-w-0 flex-1">
                <span className="block truncate text-ink">{item?.name ?? recent.itemId}</span>
                <span className="block truncate text-small text-ink-3">{recent.action}</span>
              </span>
              <TimeAgo iso={recent.at} className="text-small text-ink-3 tabular-nums" />
            </li>
          );
        })}
      </ol>
    </>
  );
}

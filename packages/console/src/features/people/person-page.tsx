import { usePrefetchInfiniteQuery, useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { ApiError } from "../../lib/api.ts";
import { tx } from "../../lib/rich-text.ts";
import { t } from "../../lib/text.ts";
import { useNarrow } from "../../lib/use-narrow.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { PeopleIcon } from "../../ui/icons.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { Tabs } from "../../ui/tabs.tsx";
import { PersonIntents } from "../intents/person-intents.tsx";
import { formatKinds, readKinds } from "./people-search.ts";
import { PersonFacts } from "./person-facts.tsx";
import { PersonHeader } from "./person-header.tsx";
import { personQuery, personTimelineQuery } from "./person-queries.ts";
import { PersonRecommendations } from "./person-recommendations.tsx";
import { PersonTimeline } from "./person-timeline.tsx";
import { useLiveRefresh } from "./use-live-refresh.ts";

const route = getRouteApi("/people/$id");
/** Someone looks at this one person: follow closely. */
const FOLLOW_MS = 250;

/** One person: who they are, what they did, and what they would see next. */
export function PersonPage() {
  const { id } = route.useParams();
  const { tab, placement, limit, kinds } = route.useSearch();
  const navigate = route.useNavigate();
  const narrow = useNarrow("tablet");
  const shown: Tab = tab === "facts" && !narrow ? "timeline" : (tab ?? "timeline");
  const person = useQuery(personQuery(id));
  // Under way while the profile is: the screen is not the sum of two waits.
  usePrefetchInfiniteQuery(personTimelineQuery(id, formatKinds(readKinds(kinds))));
  useLiveRefresh(
    ["person", id],
    (message) =>
      message.kind === "event" && (message.event.profileId === person.data?.id || message.event.userId === id),
    FOLLOW_MS,
  );

  if (person.error instanceof ApiError && person.error.status === 404) return <NotFound id={id} />;
  if (person.isError)
    return (
      <ProblemNote
        title={t("This person could not be loaded")}
        error={person.error}
        onRetry={() => void person.refetch()}
      />
    );
  if (person.isPending) return <SkeletonRows rows={10} height={56} />;
  return (
    <div className="flex min-h-0 flex-1 flex-col overflow-y-auto">
      <PersonHeader profile={person.data} />
      <div className="flex flex-1 items-stretch">
        <div className="min-w-0 flex-1">
          <Tabs
            id="person"
            label={t("About this person")}
            value={shown}
            onChange={(next) =>
              void navigate({ search: (before) => ({ ...before, tab: next === "timeline" ? undefined : next }) })
            }
            tabs={narrow ? [...TABS, FACTS_TAB] : TABS}
          />
          <div role="tabpanel" id="person-panel" aria-labelledby={`person-tab-${shown}`}>
            {shown === "timeline" && (
              <PersonTimeline
                id={id}
                kinds={readKinds(kinds)}
                onKinds={(next) =>
                  void navigate({ search: (before) => ({ ...before, kinds: formatKinds(next) }), replace: true })
                }
              />
            )}
            {shown === "intents" && <PersonIntents id={id} />}
            {shown === "facts" && <PersonFacts id={id} profile={person.data} />}
            {shown === "recommendations" && (
              <PersonRecommendations
                id={id}
                placement={placement ?? "default"}
                limit={limit ?? 10}
                onChange={(part) => void navigate({ search: (before) => ({ ...before, ...part }), replace: true })}
              />
            )}
          </div>
        </div>
        {!narrow && (
          <aside aria-label={t("Facts")} className="w-88 shrink-0 border-s border-line">
            <PersonFacts id={id} profile={person.data} />
          </aside>
        )}
      </div>
    </div>
  );
}

type Tab = "timeline" | "intents" | "recommendations" | "facts";
const FACTS_TAB: { value: Tab; label: string } = { value: "facts", label: t("Facts") };
const TABS: readonly { value: Tab; label: string }[] = [
  { value: "timeline", label: t("Timeline") },
  { value: "intents", label: t("Intents") },
  { value: "recommendations", label: t("Recommendations") },
];

function NotFound({ id }: { id: string }) {
  return (
    <EmptyState
      icon={<PeopleIcon size={20} />}
      title={t("There is no such person in this project.")}
      action={
        <Link to="/people" className="font-medium text-accent hover:underline">
          {t("See all people")}
        </Link>
      }
    >
      {tx("No profile has the id {id}.", { id: <code className="font-mono text-small break-all">{id}</code> })}
    </EmptyState>
  );
}

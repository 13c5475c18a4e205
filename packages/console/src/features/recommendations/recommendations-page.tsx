import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useCallback } from "react";
import { t } from "../../lib/text.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { BoxIcon, IdentifyIcon } from "../../ui/icons.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { Segmented } from "../../ui/segmented.tsx";
import { PlacementFields } from "./placement-fields.tsx";
import { RecentItems } from "./recent-items.tsx";
import { RecommendationAnswerView } from "./recommendation-answer-view.tsx";
import { recommendationsApi } from "./recommendations-api.ts";
import type { RecommendationsSearch } from "./recommendations-search.ts";
import { SubjectPicker } from "./subject-picker.tsx";
import { ViewedItem } from "./viewed-item.tsx";

const route = getRouteApi("/recommendations");
/** An id that no visitor has: the answer is the one for somebody nothing is known about. */
const COLD_VISITOR = "console-preview-cold-visitor";

/** What would they see? Pick a person, or an item that a stranger looks at, and read the reasons. */
export function RecommendationsPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const change = useCallback(
    (part: RecommendationsSearch, replace = false) =>
      void navigate({ search: (before) => ({ ...before, ...part }), replace }),
    [navigate],
  );
  const mode = search.mode ?? "person";
  const subject = mode === "person" ? search.person : search.item;
  return (
    <>
      <PageHeader title={t("Recommendations")}>
        <PlacementFields
          placement={search.placement ?? "default"}
          limit={search.limit ?? 10}
          onChange={(part) => change(part, true)}
        />
        <Segmented
          label={t("For whom")}
          value={mode}
          onChange={(next) => change({ mode: next === "item" ? "item" : undefined, q: undefined })}
          options={[
            { value: "person", name: t("For a person"), label: t("For a person") },
            { value: "item", name: t("For a stranger on an item"), label: t("On an item") },
          ]}
        />
      </PageHeader>
      <div className="flex min-h-0 flex-1 max-lg:flex-col max-lg:overflow-y-auto">
        <SubjectPicker mode={mode} query={search.q ?? ""} chosen={subject} onChange={change} />
        {subject === undefined ? <PickFirst mode={mode} /> : <Preview search={search} mode={mode} subject={subject} />}
      </div>
    </>
  );
}

function Preview({
  search,
  mode,
  subject,
}: {
  search: RecommendationsSearch;
  mode: "person" | "item";
  subject: string;
}) {
  const placement = search.placement ?? "default";
  const limit = search.limit ?? 10;
  const answer = useQuery({
    queryKey: ["recommendations", mode, subject, placement, limit],
    queryFn: ({ signal }) =>
      mode === "person"
        ? recommendationsApi.forUser(subject, { placement, limit }, signal)
        : recommendationsApi.ask({ anonymousId: COLD_VISITOR, itemId: subject, placement, limit }, signal),
  });
  return (
    <>
      <section aria-label={t("Ranked list")} className="min-w-0 flex-1 lg:overflow-y-auto">
        <RecommendationAnswerView answer={answer} />
      </section>
      <aside
        aria-label={mode === "person" ? t("Recent items") : t("Viewed item")}
        className="w-72 shrink-0 border-line bg-sunken max-lg:w-auto max-lg:border-t lg:overflow-y-auto lg:border-s"
      >
        {mode === "person" ? <RecentItems id={subject} /> : <ViewedItem id={subject} />}
      </aside>
    </>
  );
}

function PickFirst({ mode }: { mode: "person" | "item" }) {
  return (
    <div className="flex-1 max-lg:hidden">
      {mode === "person" ? (
        <EmptyState
          icon={<IdentifyIcon size={20} />}
          title={t("Pick a person to see what they would be shown.")}
          action={false}
        >
          {t("The list comes with its reasons, beside what the person did lately.")}
        </EmptyState>
      ) : (
        <EmptyState icon={<BoxIcon size={20} />} title={t("Pick an item that a stranger looks at.")} action={false}>
          {t("The preview shows what stands beside it for someone without any history.")}
        </EmptyState>
      )}
    </div>
  );
}

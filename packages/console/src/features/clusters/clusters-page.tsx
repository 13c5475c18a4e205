import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { t, tn } from "../../lib/text.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ClustersIcon } from "../../ui/icons.tsx";
import { ListCsv } from "../../ui/list-csv.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { useMay } from "../session/use-may.ts";
import { ClusterDetails } from "./cluster-details.tsx";
import { ClusterList } from "./cluster-list.tsx";
import { clustersApi } from "./clusters-api.ts";
import { FitButton } from "./fit-button.tsx";
import { FitFacts } from "./fit-facts.tsx";

const route = getRouteApi("/clusters");
/** Who does something else moves within minutes. */
const REFRESH_MS = 30_000;

/** Groups of people that were found by what they do. */
export function ClustersPage() {
  const { cluster: selected } = route.useSearch();
  const navigate = route.useNavigate();
  const mayFit = useMay("segments:write");
  const clusters = useQuery({
    queryKey: ["clusters"],
    queryFn: ({ signal }) => clustersApi.list(signal),
    refetchInterval: REFRESH_MS,
  });
  if (clusters.isPending) return <SkeletonRows rows={6} height={52} />;
  if (clusters.isError) {
    const retry = () => void clusters.refetch();
    return <ProblemNote title={t("The clusters could not be loaded")} error={clusters.error} onRetry={retry} />;
  }
  const { fit, data, inNone } = clusters.data;
  const shown = data.find(({ id }) => id === selected) ?? data[0];
  return (
    <>
      <PageHeader
        compact
        title={t("Clusters")}
        note={fit ? tn(data.length, "{count} cluster", "{count} clusters") : ""}
      >
        {data.length > 0 && <ListCsv name="clusters" page={(_, signal) => clustersApi.list(signal)} />}
        {mayFit && <FitButton />}
      </PageHeader>
      {fit && shown ? (
        <div className="flex min-h-0 flex-1 max-md:flex-col max-md:overflow-y-auto">
          <ClusterList
            clusters={data}
            inNone={inNone}
            selected={shown.id}
            onOpen={(cluster) => void navigate({ search: { cluster }, replace: true })}
          />
          <div className="min-w-0 flex-1 overflow-y-auto max-md:overflow-visible">
            <ClusterDetails key={shown.id} cluster={shown} />
            <FitFacts fit={fit} />
          </div>
        </div>
      ) : (
        <EmptyState icon={<ClustersIcon size={20} />} title={t("Nobody has looked for clusters yet.")} action={false}>
          {t(
            "Clusters are people who do alike, found without a rule. Fifty who did something are enough; from the first search on they are found anew every night.",
          )}
          {!mayFit && ` ${t("Somebody who may change segments can look for them.")}`}
        </EmptyState>
      )}
    </>
  );
}

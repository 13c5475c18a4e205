import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { t, tn } from "../../lib/text.ts";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { FlaskIcon } from "../../ui/icons.tsx";
import { ListCsv } from "../../ui/list-csv.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { useMay } from "../session/use-may.ts";
import { ExperimentForm } from "./experiment-form.tsx";
import { ExperimentRow } from "./experiment-row.tsx";
import { EXPERIMENTS_KEY, experimentsApi } from "./experiments-api.ts";

const route = getRouteApi("/experiments");

/** Randomised comparisons: make one, let it run, end it. */
export function ExperimentsPage() {
  const { form } = route.useSearch();
  const navigate = route.useNavigate();
  const mayChange = useMay("experiments:write");
  const experiments = useQuery({
    queryKey: EXPERIMENTS_KEY,
    queryFn: ({ signal }) => experimentsApi.list(signal),
  });
  if (experiments.isPending) return <SkeletonRows rows={6} height={56} />;
  if (experiments.isError) {
    const retry = () => void experiments.refetch();
    return <ProblemNote title={t("Experiments could not be loaded")} error={experiments.error} onRetry={retry} />;
  }
  const all = experiments.data.data;
  const isNew = form === "new" && mayChange;
  const show = (next: "new" | undefined) => void navigate({ search: { form: next }, replace: true });
  return (
    <>
      <PageHeader title={t("Experiments")} note={tn(all.length, "{count} experiment", "{count} experiments")} compact>
        {all.length > 0 && <ListCsv name="experiments" page={(_, signal) => experimentsApi.list(signal)} />}
        {mayChange && !isNew && (
          <Button aria-keyshortcuts="n" onClick={() => show("new")}>
            {t("Add experiment")}
          </Button>
        )}
      </PageHeader>
      <div className="min-h-0 flex-1 overflow-y-auto">
        {isNew && <ExperimentForm onDone={() => show(undefined)} />}
        {all.length === 0 && !isNew && (
          <EmptyState
            icon={<FlaskIcon size={20} />}
            title={t("Nothing is compared yet.")}
            action={
              mayChange && (
                <Button look="primary" onClick={() => show("new")}>
                  {t("Add the first experiment")}
                </Button>
              )
            }
          >
            {t(
              "An experiment shows each person one variant by chance, always the same one, so that what differs after it is due to the variant.",
            )}
          </EmptyState>
        )}
        <ul>
          {all.map((experiment) => (
            <ExperimentRow key={experiment.id} experiment={experiment} />
          ))}
        </ul>
      </div>
    </>
  );
}

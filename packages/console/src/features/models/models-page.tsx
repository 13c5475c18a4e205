import { getRouteApi } from "@tanstack/react-router";
import { t } from "../../lib/text.ts";
import { usePages } from "../../lib/use-pages.ts";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { CompassIcon } from "../../ui/icons.tsx";
import { ListCsv } from "../../ui/list-csv.tsx";
import { LoadMore } from "../../ui/load-more.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { modelsApi } from "./models-api.ts";
import { TrainingNote } from "./training-note.tsx";
import { MODELS_KEY, useTraining } from "./use-training.ts";
import { VersionDetails } from "./version-details.tsx";
import { VersionTable } from "./version-table.tsx";

const route = getRouteApi("/models");

/** Trained versions of the recommender: train one, compare, put one to work or go back. */
export function ModelsPage() {
  const { job, start: train, isBusy } = useTraining();
  return (
    <>
      <PageHeader title={t("Recommendation models")} compact>
        <ListCsv name="models" page={(cursor, signal) => modelsApi.list({ cursor, limit: 100 }, signal)} />
        <Button look="primary" disabled={isBusy} onClick={() => train.mutate()}>
          {isBusy ? t("Training…") : t("Train now")}
        </Button>
      </PageHeader>
      <div className="min-h-0 flex-1 overflow-y-auto">
        {train.error && <ProblemNote title={t("Training could not be started")} error={train.error} />}
        <TrainingNote job={job} />
        <Versions onTrain={() => train.mutate()} />
      </div>
    </>
  );
}

function Versions({ onTrain }: { onTrain: () => void }) {
  const { selected } = route.useSearch();
  const navigate = route.useNavigate();
  const { rows: versions = [], query: models } = usePages({
    key: MODELS_KEY,
    read: (cursor, signal, limit) => modelsApi.list({ limit, cursor }, signal),
  });
  if (models.isError && !models.isFetchNextPageError) {
    return (
      <ProblemNote title={t("Models could not be loaded")} error={models.error} onRetry={() => void models.refetch()} />
    );
  }
  if (models.isPending) return <SkeletonRows rows={5} height={52} />;
  if (versions.length === 0) {
    return (
      <EmptyState
        icon={<CompassIcon size={20} />}
        title={t("No model was trained yet.")}
        action={<Button onClick={onTrain}>{t("Train a model")}</Button>}
      >
        {t(
          "Recommendations learn by every event already. Training adds taste and what belongs together; it runs every night, or when you press “Train now”.",
        )}
      </EmptyState>
    );
  }
  const active = versions.find(({ status }) => status === "active");
  const shown = versions.find(({ id }) => id === selected) ?? active ?? versions[0];
  return (
    <>
      <VersionTable
        versions={versions}
        selected={shown?.id}
        onSelect={(id) => void navigate({ search: { selected: id }, replace: true })}
      />
      {models.hasNextPage && (
        <LoadMore
          label={t("Load older ones")}
          loading={models.isFetchingNextPage}
          failed={models.isFetchNextPageError}
          onLoad={() => void models.fetchNextPage()}
        />
      )}
      {shown && <VersionDetails model={shown} active={active} />}
    </>
  );
}

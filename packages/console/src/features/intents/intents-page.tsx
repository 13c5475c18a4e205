import type { Model } from "@rapport/contracts/models";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { t } from "../../lib/text.ts";
import { classNames } from "../../ui/class-names.ts";
import { ListCsv } from "../../ui/list-csv.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { Pill } from "../../ui/pill.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { describeModel, OTHER_NAMES } from "./describe-goal.ts";
import { GoalEditor } from "./goal-editor.tsx";
import { intentsApi } from "./intents-api.ts";
import { ModelVersions } from "./model-versions.tsx";
import { TrainButton } from "./train-button.tsx";

const route = getRouteApi("/intents");
const NEW = "new";

/** Goals that people are measured against, the models behind them, and how well these do. */
export function IntentsPage() {
  const { name: selected } = route.useSearch();
  const navigate = route.useNavigate();
  const goals = useQuery({ queryKey: ["intents", "goals"], queryFn: ({ signal }) => intentsApi.goals(signal) });
  const models = useQuery({ queryKey: ["intents", "models"], queryFn: ({ signal }) => intentsApi.models(signal) });
  const failed = [goals, models].find((query) => query.isError);
  if (failed?.error)
    return (
      <ProblemNote
        title={t("The models could not be loaded")}
        error={failed.error}
        onRetry={() => void failed.refetch()}
      />
    );
  if (!goals.data || !models.data) return <SkeletonRows rows={8} height={56} />;
  const open = (name: string) => void navigate({ search: { name }, replace: true });
  const names = [...goals.data.data.map(({ key }) => key), ...OTHER_NAMES];
  const shown = selected === NEW ? undefined : (names.find((name) => name === selected) ?? names[0]);
  const goal = goals.data.data.find(({ key }) => key === shown);
  return (
    <>
      <PageHeader compact title={t("Intents")} note={t("what people are likely to do")}>
        {models.data.data.length > 0 && <ListCsv name="intents" page={(_, signal) => intentsApi.models(signal)} />}
        <TrainButton />
      </PageHeader>
      <div className="flex min-h-0 flex-1 max-md:flex-col max-md:overflow-y-auto">
        <nav
          aria-label={t("Models")}
          className="w-72 shrink-0 overflow-y-auto border-e border-line py-2 max-md:w-auto max-md:border-e-0 max-md:border-b"
        >
          {names.map((name) => (
            <ModelLink
              key={name}
              {...describeModel(name, goals.data.data)}
              active={models.data.data.find((model) => model.name === name && model.status === "active")}
              isOpen={name === shown}
              onOpen={() => open(name)}
            />
          ))}
          <button
            type="button"
            aria-keyshortcuts="n"
            onClick={() => open(NEW)}
            className="mt-1 block w-full px-4 py-2 text-start font-medium text-accent hover:bg-hover"
          >
            {t("Add a goal")}
          </button>
        </nav>
        <div className="min-w-0 flex-1 overflow-y-auto max-md:overflow-visible">
          {shown !== undefined && (
            <ModelVersions
              title={describeModel(shown, goals.data.data)}
              versions={models.data.data.filter((model) => model.name === shown)}
            />
          )}
          {(goal || selected === NEW) && <GoalEditor key={goal?.key ?? NEW} goal={goal} onDone={open} />}
        </div>
      </div>
    </>
  );
}

type ModelLinkProps = {
  title: string;
  text: string;
  active: Model | undefined;
  isOpen: boolean;
  onOpen: () => void;
};

function ModelLink({ title, text, active, isOpen, onOpen }: ModelLinkProps) {
  return (
    <button
      type="button"
      aria-current={isOpen ? "true" : undefined}
      onClick={onOpen}
      className={classNames("block w-full px-4 py-2 text-start hover:bg-hover", isOpen && "bg-raised")}
    >
      <span className="flex items-center gap-2">
        <span className="min-w-0 flex-1 truncate font-medium text-ink">{title}</span>
        {active ? <Pill look="accent">v{active.version}</Pill> : <Pill>{t("not trained")}</Pill>}
      </span>
      <span className="block truncate text-small text-ink-3">{text}</span>
    </button>
  );
}

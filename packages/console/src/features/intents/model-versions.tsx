import type { Model } from "@rapport/contracts/models";
import { t, word } from "../../lib/text.ts";
import { typed, undone, useChange } from "../../lib/use-change.ts";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { FactList } from "../../ui/fact-list.tsx";
import { SparkIcon } from "../../ui/icons.tsx";
import { Pill } from "../../ui/pill.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { Section } from "../../ui/section.tsx";
import { TimeAgo } from "../../ui/time-ago.tsx";
import { describeMetrics } from "./describe-metrics.ts";
import { intentsApi } from "./intents-api.ts";
import { ModelDrift } from "./model-drift.tsx";

type ModelVersionsProps = { title: { title: string; text: string }; versions: readonly Model[] };

/** The versions of one model, the latest first, each with its figures beside those of what needs no model. */
export function ModelVersions({ title, versions }: ModelVersionsProps) {
  const active = versions.find(({ status }) => status === "active");
  const activate = useActivate(active);
  if (versions.length === 0)
    return (
      <EmptyState
        icon={<SparkIcon size={20} />}
        title={t("{title} is not trained yet.", { title: title.title })}
        action={false}
      >
        {t(
          "Training looks at the last 180 days. Where too few people reached the goal, the run’s result says how many are missing.",
        )}
      </EmptyState>
    );
  return (
    <>
      {activate.isError && <ProblemNote title={t("The version could not be activated")} error={activate.error} />}
      <Section title={`${title.title}: ${title.text}`}>
        <ul>
          {versions.map((model) => (
            <VersionRow
              key={model.id}
              model={model}
              isPending={activate.isPending}
              onActivate={() => activate.mutate(model)}
            />
          ))}
        </ul>
      </Section>
      {active && "auc" in active.metrics && <ModelDrift key={active.id} model={active} />}
    </>
  );
}

function useActivate(active: Model | undefined) {
  return useChange({
    run: ({ id }: Model) => intentsApi.activate(id),
    guard: ({ version }) =>
      active
        ? undone(t("Version {version} answers.", { version }), () => intentsApi.activate(active.id))
        : typed(t("Let version {version} answer? None did before.", { version }), t("Let it answer")),
    refresh: [["intents", "models"]],
  });
}

type VersionRowProps = { model: Model; isPending: boolean; onActivate: () => void };

function VersionRow({ model, isPending, onActivate }: VersionRowProps) {
  const { version, status, createdAt, metrics } = model;
  return (
    <li className="border-t border-line py-3 first:border-t-0 first:pt-0">
      <div className="mb-2 flex flex-wrap items-center gap-2">
        <span className="font-medium text-ink">{t("Version {version}", { version })}</span>
        <Pill look={status === "active" ? "accent" : "quiet"}>{word(status)}</Pill>
        <TimeAgo iso={createdAt} className="text-small text-ink-3" />
        {status !== "active" && (
          <Button className="ms-auto" disabled={isPending} onClick={onActivate}>
            {status === "retired" ? t("Roll back to this") : t("Let it answer")}
          </Button>
        )}
      </div>
      <FactList facts={describeMetrics(metrics)} />
    </li>
  );
}

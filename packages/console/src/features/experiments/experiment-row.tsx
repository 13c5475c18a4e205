import type { Experiment } from "@rapport/contracts/experiments";
import { formatShare } from "../../lib/format.ts";
import { t, word } from "../../lib/text.ts";
import { typed, useChange } from "../../lib/use-change.ts";
import { Button } from "../../ui/button.tsx";
import { NamedRow } from "../../ui/named-row.tsx";
import { Pill } from "../../ui/pill.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { TimeAgo } from "../../ui/time-ago.tsx";
import { useMay } from "../session/use-may.ts";
import { EXPERIMENTS_KEY, experimentsApi } from "./experiments-api.ts";

const LOOKS = { draft: "honey", running: "accent", stopped: "quiet" } as const;

type Command = "start" | "stop" | "remove";

const QUESTIONS = {
  start: (name: string) =>
    typed(t("Start “{name}”? Its variants are frozen from then on.", { name }), t("Start@@command")),
  stop: (name: string) =>
    typed(
      t("Stop “{name}” for good? Nobody is assigned any more, and it cannot be started again.", { name }),
      t("Stop"),
    ),
  remove: (name: string) => typed(t("Delete “{name}”?", { name }), t("Delete")),
};

/** One experiment: what it compares, for whom, and how it stands. */
export function ExperimentRow({ experiment }: { experiment: Experiment }) {
  const { name, state, variants, traffic, holdout, stoppedAt, startedAt, createdAt } = experiment;
  const mayChange = useMay("experiments:write");
  const change = useChange({
    run: (command: Command): Promise<unknown> => experimentsApi[command](experiment.id),
    guard: (command) => QUESTIONS[command](name),
    refresh: [EXPERIMENTS_KEY],
  });
  return (
    <NamedRow id={experiment.id} className="border-b border-line px-4 py-2.5">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <span className="min-w-0 flex-1">
          <span className="flex items-center gap-2">
            <span className="truncate font-medium text-ink">{name}</span>
            <Pill look={LOOKS[state]}>{word(state)}</Pill>
          </span>
          <span className="block text-small text-ink-3">
            {t("{variants} · {traffic} take part", {
              variants: variants.map((variant) => variant.name).join(" / "),
              traffic: formatShare(traffic),
            })}
            {holdout > 0 && t(", {holdout} of them untreated", { holdout: formatShare(holdout) })} ·{" "}
            <TimeAgo iso={stoppedAt ?? startedAt ?? createdAt} />
          </span>
        </span>
        {mayChange && <Commands experiment={experiment} isBusy={change.isPending} onCommand={change.mutate} />}
      </div>
      {change.error && <ProblemNote title={t("The experiment could not be changed")} error={change.error} />}
    </NamedRow>
  );
}

type CommandsProps = { experiment: Experiment; isBusy: boolean; onCommand: (command: Command) => void };

function Commands({ experiment: { state }, isBusy, onCommand }: CommandsProps) {
  if (state === "running") {
    return (
      <Button disabled={isBusy} onClick={() => onCommand("stop")}>
        {t("Stop")}
      </Button>
    );
  }
  return (
    <>
      {state === "draft" && (
        <Button disabled={isBusy} onClick={() => onCommand("start")}>
          {t("Start@@command")}
        </Button>
      )}
      <Button look="quiet" disabled={isBusy} onClick={() => onCommand("remove")}>
        {t("Delete")}
      </Button>
    </>
  );
}

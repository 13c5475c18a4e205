import type { Experiment } from "@rapport/contracts/experiments";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { formatShare } from "../../lib/format.ts";
import { t, word } from "../../lib/text.ts";
import { Button } from "../../ui/button.tsx";
import { Pill } from "../../ui/pill.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { TimeAgo } from "../../ui/time-ago.tsx";
import { useMay } from "../session/use-may.ts";
import { EXPERIMENTS_KEY, experimentsApi } from "./experiments-api.ts";

const LOOKS = { draft: "honey", running: "accent", stopped: "quiet" } as const;

/** One experiment: what it compares, for whom, and how it stands. */
export function ExperimentRow({ experiment }: { experiment: Experiment }) {
  const { name, state, variants, traffic, holdout, stoppedAt, startedAt, createdAt } = experiment;
  const client = useQueryClient();
  const mayChange = useMay("experiments:write");
  const change = useMutation({
    mutationFn: (act: (id: string) => Promise<unknown>) => act(experiment.id),
    onSettled: () => client.invalidateQueries({ queryKey: EXPERIMENTS_KEY }),
  });
  return (
    <li className="border-b border-line px-4 py-2.5">
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
        {mayChange && <Commands experiment={experiment} isBusy={change.isPending} onAct={change.mutate} />}
      </div>
      {change.error && <ProblemNote title={t("The experiment could not be changed")} error={change.error} />}
    </li>
  );
}

type CommandsProps = {
  experiment: Experiment;
  isBusy: boolean;
  onAct: (act: (id: string) => Promise<unknown>) => void;
};

function Commands({ experiment: { name, state }, isBusy, onAct }: CommandsProps) {
  const ask = (question: string, act: (id: string) => Promise<unknown>) => {
    if (window.confirm(question)) onAct(act);
  };
  if (state === "running") {
    const question = t("Stop “{name}” for good? Nobody is assigned any more, and it cannot be started again.", {
      name,
    });
    return (
      <Button disabled={isBusy} onClick={() => ask(question, experimentsApi.stop)}>
        {t("Stop")}
      </Button>
    );
  }
  return (
    <>
      {state === "draft" && (
        <Button
          disabled={isBusy}
          onClick={() =>
            ask(t("Start “{name}”? Its variants are frozen from then on.", { name }), experimentsApi.start)
          }
        >
          {t("Start@@command")}
        </Button>
      )}
      <Button
        look="quiet"
        disabled={isBusy}
        onClick={() => ask(t("Delete “{name}”?", { name }), experimentsApi.remove)}
      >
        {t("Delete")}
      </Button>
    </>
  );
}

import type { AgentRun, AgentRunDetail } from "@rapport/contracts/agents";
import { useNavigate } from "@tanstack/react-router";
import { formatDigits } from "../../lib/format.ts";
import { t, word } from "../../lib/text.ts";
import type { Guard } from "../../lib/use-change.ts";
import { typed, undone, useChange } from "../../lib/use-change.ts";
import { Button } from "../../ui/button.tsx";
import { FactList } from "../../ui/fact-list.tsx";
import { JsonTree } from "../../ui/json-tree.tsx";
import { Pill } from "../../ui/pill.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { Section } from "../../ui/section.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { TimeAgo } from "../../ui/time-ago.tsx";
import { useMay } from "../session/use-may.ts";
import type { RunCommand } from "./agents-api.ts";
import { agentsApi } from "./agents-api.ts";
import { RunParts, Whole } from "./run-parts.tsx";
import { StepTree } from "./step-tree.tsx";
import { useRun } from "./use-run.ts";

const cancelAgain = ({ id }: { id: string }) => agentsApi.command({ id, command: "cancel" });
const RUN_GUARDS: Record<RunCommand["command"], Guard<AgentRun>> = {
  resume: undone(t("It goes on."), cancelAgain),
  fork: undone(t("Forked."), cancelAgain),
  cancel: typed(t("Cancel this run? What it did stays."), t("Cancel")),
  rewind: typed(
    t("Put the run back here? What came after is done again; what steps did outside is not undone."),
    t("Rewind"),
  ),
};

/** One run: what it did and cost, the proposals that it made, and the ways to go on or back. */
export function RunView({ id }: { id: string }) {
  const { run, isLive } = useRun(id);
  if (run.isPending) return <SkeletonRows rows={6} height={40} />;
  if (run.isError)
    return (
      <ProblemNote title={t("The run could not be loaded")} error={run.error} onRetry={() => void run.refetch()} />
    );
  return <LoadedRun run={run.data} isLive={isLive} />;
}

function LoadedRun({ run, isLive }: { run: AgentRunDetail; isLive: boolean }) {
  const navigate = useNavigate();
  const mayChange = useMay("agents:write");
  const change = useChange({
    run: (command: RunCommand) => agentsApi.command(command),
    guard: ({ command }) => RUN_GUARDS[command],
    refresh: [["runs"]],
    onSuccess: ({ id }) => void navigate({ to: "/runs", search: { run: id }, replace: true }),
  });
  const waiting = run.approvals.find(({ state }) => state === "pending");
  return (
    <>
      <Section title={run.title} aside={mayChange && <RunCommands run={run} onCommand={change.mutate} />}>
        {change.error && <ProblemNote title={t("The run could not be changed")} error={change.error} />}
        <FactList
          facts={[
            { name: t("State"), value: word(run.state) },
            { name: t("Id"), value: run.id, copy: run.id },
            {
              name: t("Asked for by"),
              value: run.parentRunId === null ? run.requestedBy : <Whole id={run.parentRunId} />,
            },
            { name: t("Began"), value: <TimeAgo iso={run.startedAt ?? run.createdAt} /> },
            {
              name: t("Tokens"),
              value: t("{asked} in, {answered} out", { asked: run.inputTokens, answered: run.outputTokens }),
            },
            ...(run.costMicros > 0 ? [{ name: t("Cost"), value: formatDigits(run.costMicros / 1e6, 4) }] : []),
            ...(run.error === null ? [] : [{ name: t("Error"), value: run.error, copy: run.error }]),
          ]}
        />
        {waiting && (
          <Button
            look="primary"
            className="mt-3"
            onClick={() => void navigate({ to: "/approvals", search: { approval: waiting.id } })}
          >
            {t("Decide: {title}", { title: waiting.title })}
          </Button>
        )}
      </Section>
      <Section title={t("Steps")} aside={isLive && <Pill look="accent">{t("live")}</Pill>}>
        <StepTree steps={run.steps} />
      </Section>
      {run.parts.length > 0 && <RunParts parts={run.parts} />}
      {mayChange && <Checkpoints run={run} onCommand={change.mutate} />}
      <Section title={t("Input")}>
        <JsonTree value={run.input} />
      </Section>
      {run.result !== null && (
        <Section title={t("Result")}>
          <JsonTree value={run.result} />
        </Section>
      )}
    </>
  );
}

type CommandProps = { run: AgentRunDetail; onCommand: (command: RunCommand) => void };

function RunCommands({ run: { id, state }, onCommand }: CommandProps) {
  if (state === "failed") return <Button onClick={() => onCommand({ id, command: "resume" })}>{t("Resume")}</Button>;
  if (state === "completed" || state === "cancelled") return null;
  return <Button onClick={() => onCommand({ id, command: "cancel" })}>{t("Cancel")}</Button>;
}

function Checkpoints({ run: { id, checkpoints }, onCommand }: CommandProps) {
  if (checkpoints.length === 0) return null;
  return (
    <Section title={t("Checkpoints")}>
      <ul className="flex flex-col gap-1">
        {checkpoints.map(({ id: checkpointId, step, createdAt }) => (
          <li key={checkpointId} className="flex flex-wrap items-center gap-2 text-body text-ink-2">
            <span className="tabular-nums">{step < 0 ? t("Input") : t("After step {step}", { step })}</span>
            <TimeAgo iso={createdAt} className="text-small text-ink-3" />
            <span className="ms-auto flex gap-1">
              <Button look="quiet" onClick={() => onCommand({ id, command: "rewind", checkpointId })}>
                {t("Rewind")}
              </Button>
              <Button look="quiet" onClick={() => onCommand({ id, command: "fork", checkpointId })}>
                {t("Fork")}
              </Button>
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

import type { AgentRunDetail } from "@rapport/contracts/agents";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
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

/** One run: what it did and cost, the proposals that it made, and the ways to go on or back. */
export function RunView({ id }: { id: string }) {
  const { run, isLive } = useRun(id);
  if (run.isPending) return <SkeletonRows rows={6} height={40} />;
  if (run.isError)
    return <ProblemNote title="The run could not be loaded" error={run.error} onRetry={() => void run.refetch()} />;
  return <LoadedRun run={run.data} isLive={isLive} />;
}

function LoadedRun({ run, isLive }: { run: AgentRunDetail; isLive: boolean }) {
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const mayChange = useMay("agents:write");
  const change = useMutation({
    mutationFn: (command: RunCommand) => agentsApi.command(command),
    onSuccess: ({ id }) => void navigate({ to: "/runs", search: { run: id }, replace: true }),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["runs"] }),
  });
  const waiting = run.approvals.find(({ state }) => state === "pending");
  return (
    <>
      <Section title={run.title} aside={mayChange && <RunCommands run={run} onCommand={change.mutate} />}>
        {change.error && <ProblemNote title="The run could not be changed" error={change.error} />}
        <FactList
          facts={[
            { name: "State", value: run.state },
            { name: "Id", value: run.id, copy: run.id },
            {
              name: "Asked for by",
              value: run.parentRunId === null ? run.requestedBy : <Whole id={run.parentRunId} />,
            },
            { name: "Began", value: <TimeAgo iso={run.startedAt ?? run.createdAt} /> },
            { name: "Tokens", value: `${run.inputTokens} in, ${run.outputTokens} out` },
            ...(run.costMicros > 0 ? [{ name: "Cost", value: (run.costMicros / 1e6).toFixed(4) }] : []),
            ...(run.error === null ? [] : [{ name: "Error", value: run.error, copy: run.error }]),
          ]}
        />
        {waiting && (
          <Button
            look="primary"
            className="mt-3"
            onClick={() => void navigate({ to: "/approvals", search: { approval: waiting.id } })}
          >
            Decide: {waiting.title}
          </Button>
        )}
      </Section>
      <Section title="Steps" aside={isLive && <Pill look="accent">live</Pill>}>
        <StepTree steps={run.steps} />
      </Section>
      {run.parts.length > 0 && <RunParts parts={run.parts} />}
      {mayChange && <Checkpoints run={run} onCommand={change.mutate} />}
      <Section title="Input">
        <JsonTree value={run.input} />
      </Section>
      {run.result !== null && (
        <Section title="Result">
          <JsonTree value={run.result} />
        </Section>
      )}
    </>
  );
}

type CommandProps = { run: AgentRunDetail; onCommand: (command: RunCommand) => void };

function RunCommands({ run: { id, state }, onCommand }: CommandProps) {
  if (state === "failed") return <Button onClick={() => onCommand({ id, command: "resume" })}>Resume</Button>;
  if (state === "completed" || state === "cancelled") return null;
  const cancel = () => {
    if (window.confirm("Cancel this run? What it did stays.")) onCommand({ id, command: "cancel" });
  };
  return <Button onClick={cancel}>Cancel</Button>;
}

function Checkpoints({ run: { id, checkpoints }, onCommand }: CommandProps) {
  if (checkpoints.length === 0) return null;
  const rewind = (checkpointId: string) => {
    const question = "Put the run back here? What came after is done again; what steps did outside is not undone.";
    if (window.confirm(question)) onCommand({ id, command: "rewind", checkpointId });
  };
  return (
    <Section title="Checkpoints">
      <ul className="flex flex-col gap-1">
        {checkpoints.map(({ id: checkpointId, step, createdAt }) => (
          <li key={checkpointId} className="flex flex-wrap items-center gap-2 text-body text-ink-2">
            <span className="tabular-nums">{step < 0 ? "Input" : `After step ${step}`}</span>
            <TimeAgo iso={createdAt} className="text-small text-ink-3" />
            <span className="ml-auto flex gap-1">
              <Button look="quiet" onClick={() => rewind(checkpointId)}>
                Rewind
              </Button>
              <Button look="quiet" onClick={() => onCommand({ id, command: "fork", checkpointId })}>
                Fork
              </Button>
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

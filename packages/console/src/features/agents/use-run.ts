import type { AgentRunDetail, RunStreamMessage } from "@rapport/contracts/agents";
import { runStreamMessageSchema } from "@rapport/contracts/agents";
import type { UseQueryResult } from "@tanstack/react-query";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { agentsApi } from "./agents-api.ts";

/** Between two questions while no stream tells of the run. */
const REFRESH_MS = 5_000;

/**
 * One run, each step as it happens. A stream that was cut off comes back by itself and begins with all of the run; while there is none,
 * the run is asked for every few seconds.
 */
export function useRun(id: string): { run: UseQueryResult<AgentRunDetail>; isLive: boolean } {
  const client = useQueryClient();
  const [isLive, setIsLive] = useState(false);
  const run = useQuery({
    queryKey: ["runs", "one", id],
    queryFn: ({ signal }) => agentsApi.run(id, signal),
    refetchInterval: isLive ? false : REFRESH_MS,
  });
  // A run that has ended is followed again when somebody resumes it or puts it back.
  const isOver = run.data !== undefined && hasEnded(run.data);
  useEffect(() => {
    if (isOver) return;
    const source = new EventSource(agentsApi.streamPath(id));
    source.onopen = () => setIsLive(true);
    source.onerror = () => setIsLive(false);
    source.onmessage = ({ data }: MessageEvent<string>) => {
      const message = readMessage(data);
      const apply = (before: AgentRunDetail | undefined) => message && applyMessage(before, message);
      if (message) client.setQueryData(["runs", "one", id], apply);
    };
    source.addEventListener("end", () => {
      setIsLive(false);
      source.close();
      // Why it ended decides nothing here: what there is now is asked for once more.
      void client.invalidateQueries({ queryKey: ["runs"] });
    });
    return () => {
      setIsLive(false);
      source.close();
    };
  }, [client, id, isOver]);
  return { run, isLive };
}

/** The run after a message; a change of a run that is not known yet waits for all of it. */
export function applyMessage(
  before: AgentRunDetail | undefined,
  message: RunStreamMessage,
): AgentRunDetail | undefined {
  if (message.kind === "run") return message.run;
  if (!before) return undefined;
  const changed = new Map(message.run.steps.map((step) => [step.id, step]));
  const known = new Set(before.steps.map((step) => step.id));
  const steps = [
    ...before.steps.map((step) => changed.get(step.id) ?? step),
    ...message.run.steps.filter((step) => !known.has(step.id)),
  ];
  return { ...before, ...message.run, steps };
}

function hasEnded({ state }: AgentRunDetail): boolean {
  return state === "completed" || state === "failed" || state === "cancelled";
}

function readMessage(text: string): RunStreamMessage | undefined {
  try {
    return runStreamMessageSchema.parse(JSON.parse(text));
  } catch (error) {
    console.warn("A message about a run has an unknown shape and is not shown", error);
    return undefined;
  }
}

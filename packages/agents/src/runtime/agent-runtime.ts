import { RunControl } from "@langchain/langgraph";
import { agentRunAdvance } from "@rapport/domain/agents/agent-run-advance";
import type { TakenRun, WatchedClaim } from "@rapport/domain/agents/run-execution";
import { listOvertaken } from "@rapport/domain/agents/run-execution";
import type { Services } from "@rapport/domain/context";
import type { ReplayLane } from "@rapport/domain/events/replay-dead-letters";
import type { JobHandler } from "@rapport/domain/jobs/job-handler";
import { handleJob } from "@rapport/domain/jobs/job-handler";
import { tellError } from "@rapport/domain/logger";
import type { AgentGraph } from "../graphs/agent-graph.ts";
import { GRAPHS } from "../graphs/graphs.ts";
import type { RunTracing } from "../tracing/run-tracing.ts";
import { advanceRun, RunTakenAway } from "./advance-run.ts";

/** Between two looks whether what runs here may go on: a stop or a cancellation is heard this soon, wherever it was given. */
const WATCH_MS = 500;

export type AgentRuntimeOptions = {
  services: Services;
  graphs?: Readonly<Record<string, AgentGraph>>;
  /** The event log, for graphs that take people from outside. */
  lane?: ReplayLane | undefined;
  /** Something of a run can be seen that could not be seen before. */
  onChange?: (projectId: string, runId: string) => void;
  /** Who is told of what runs do, beside the product; nobody when absent. */
  tracing?: RunTracing | undefined;
};

type Watched = { claim: WatchedClaim; control: RunControl; abort: AbortController };

/** Runs graphs in this process: any number of processes may, on one store. */
export class AgentRuntime {
  readonly #options: AgentRuntimeOptions;
  readonly #watched = new Set<Watched>();
  #timer: NodeJS.Timeout | undefined;
  #isDraining = false;

  constructor(options: AgentRuntimeOptions) {
    this.#options = options;
  }

  /** Advances runs as jobs of the queue. */
  get handler(): JobHandler {
    const { graphs = GRAPHS, lane, onChange, tracing } = this.#options;
    return handleJob(agentRunAdvance, (ctx, { id: jobId, input: { runId }, attempt, signal }) =>
      advanceRun({
        ctx,
        graphs,
        lane,
        runId,
        jobId,
        attempt,
        tracing,
        watch: (run) => this.#watch(ctx.projectId, run, signal, () => onChange?.(ctx.projectId, run.id)),
      }),
    );
  }

  start(): void {
    this.#timer = setInterval(() => void this.#look(), WATCH_MS).unref();
  }

  /** Lets every graph stop behind the step that it is in; the jobs go back, for another process to go on with. */
  drain(): void {
    this.#isDraining = true;
    for (const { control } of this.#watched) control.requestDrain("The server is stopping");
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #watch(projectId: string, { id, epoch }: TakenRun, signal: AbortSignal, onChange: () => void) {
    const watched: Watched = {
      claim: { projectId, id, epoch },
      control: new RunControl(),
      abort: new AbortController(),
    };
    if (this.#isDraining) watched.control.requestDrain("The server is stopping");
    this.#watched.add(watched);
    const { control, abort } = watched;
    // The job was taken away or its time is up: the queue decides what becomes of it.
    const onAbort = () => abort.abort(new RunTakenAway(String(signal.reason)));
    // A part may begin behind the end of its job.
    if (signal.aborted) onAbort();
    signal.addEventListener("abort", onAbort, { once: true });
    const end = () => {
      signal.removeEventListener("abort", onAbort);
      this.#watched.delete(watched);
    };
    return { control, abort, onChange, end };
  }

  async #look(): Promise<void> {
    if (this.#watched.size === 0) return;
    const { services } = this.#options;
    const watched = [...this.#watched];
    try {
      const lost = await listOvertaken(
        services,
        watched.map(({ claim }) => claim),
      );
      // By the epoch: an execution that is still ending stands beside the one that has taken its run over.
      const keys = new Set(lost.map(keyOf));
      for (const { claim, abort } of watched) {
        if (keys.has(keyOf(claim))) abort.abort(new RunTakenAway("The run was stopped, cancelled or taken over"));
      }
    } catch (error) {
      services.log.warn("It could not be seen whether runs may go on", { error: tellError(error) });
    }
  }
}

function keyOf({ projectId, id, epoch }: WatchedClaim): string {
  return `${projectId}/${id}/${epoch}`;
}

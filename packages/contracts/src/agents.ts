import { z } from "zod";
import { approvalSchema } from "./approvals.ts";

/**
 * State of a run. `queued`: its turn has not come. `waiting`: a person has to decide. `stopped`: agents were stopped; it goes on
 * when they are released. The last three are ends, but a failed run can be resumed.
 */
export const RUN_STATES = ["queued", "running", "waiting", "stopped", "completed", "failed", "cancelled"] as const;
export type RunState = (typeof RUN_STATES)[number];

/** Bounds of runs. */
export const RUN_LIMITS = {
  /** Key of a run, characters. */
  keyLength: 255,
  /** Steps of one run, its loops included, before it is taken for one that never ends. */
  steps: 200,
  /** Steps of one run that are kept and shown. */
  keptSteps: 1_000,
} as const;

/** One thing that a run did: a node of its graph, or a question to a model below one. */
const agentStepSchema = z.object({
  id: z.string(),
  /** The node that a question to a model belongs to. */
  parentId: z.string().nullable(),
  kind: z.enum(["node", "model"]),
  /** Of the node, or of the task. */
  name: z.string(),
  state: z.enum(["running", "waiting", "completed", "failed"]),
  /** How often it was begun: once more for each retry, and for each process that ended meanwhile. */
  attempts: z.number().int(),
  /** Tell equal from different, and nothing of what it was. */
  inputDigest: z.string().nullable(),
  outputDigest: z.string().nullable(),
  model: z.string().nullable(),
  inputTokens: z.number().int(),
  outputTokens: z.number().int(),
  /** Millionths of the currency of the model's prices. */
  costMicros: z.number(),
  /** Answered from what was answered before: it cost nothing. */
  cached: z.boolean(),
  error: z.string().nullable(),
  startedAt: z.string(),
  durationMs: z.number().int().nullable(),
});
export type AgentStep = z.infer<typeof agentStepSchema>;

export const agentRunSchema = z.object({
  id: z.string(),
  graph: z.string(),
  /** What the graph does, in words. */
  title: z.string(),
  state: z.enum(RUN_STATES),
  /** The run that it is a part of, or was forked from. */
  parentRunId: z.string().nullable(),
  /** Who asked for it: a key, a member, another run. */
  requestedBy: z.string(),
  error: z.string().nullable(),
  inputTokens: z.number().int(),
  outputTokens: z.number().int(),
  costMicros: z.number(),
  createdAt: z.string(),
  startedAt: z.string().nullable(),
  finishedAt: z.string().nullable(),
});
export type AgentRun = z.infer<typeof agentRunSchema>;

/** A state between two steps that a run can go back to, or another one begin from. */
const runCheckpointSchema = z.object({
  id: z.string(),
  /** Counts from −1, which is the input. */
  step: z.number().int(),
  createdAt: z.string(),
});

export const agentRunDetailSchema = agentRunSchema.extend({
  input: z.unknown(),
  /** The last state of a run that is completed. */
  result: z.unknown(),
  steps: z.array(agentStepSchema),
  checkpoints: z.array(runCheckpointSchema),
  approvals: z.array(approvalSchema),
  /** Runs that it began as parts of itself, in order; it waits for each. */
  parts: z.array(agentRunSchema),
});
export type AgentRunDetail = z.infer<typeof agentRunDetailSchema>;

/**
 * Message of `GET /api/v1/agents/runs/{runId}/stream`. `run`: all of it, first of all and after each reconnection. `changed`: what
 * changed of it since the message before: its head, and those steps that began, ended or were repeated.
 */
export const runStreamMessageSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("run"), run: agentRunDetailSchema }),
  z.object({ kind: z.literal("changed"), run: agentRunDetailSchema.omit({ input: true }) }),
]);
export type RunStreamMessage = z.infer<typeof runStreamMessageSchema>;

export const agentRunPageSchema = z.object({ data: z.array(agentRunSchema), nextCursor: z.string().nullable() });

/** Body of `POST /api/v1/agents/runs`. */
export const startRunSchema = z.strictObject({
  graph: z.string().min(1).max(64),
  input: z.unknown(),
  /** The same key of the same graph is the same run. */
  key: z.string().min(1).max(RUN_LIMITS.keyLength).optional(),
});

/** Body of `/rewind` and `/fork`: where to go on from. */
export const runCheckpointRefSchema = z.strictObject({ checkpointId: z.string().min(1).max(64) });

/** Why agents are stopped, when they are. */
export const agentStopSchema = z.object({
  stopped: z.boolean(),
  /** `all`: the operator stopped the agents of every project; only the operator releases them. */
  scope: z.enum(["project", "all"]).nullable(),
  reason: z.string().nullable(),
  stoppedBy: z.string().nullable(),
  stoppedAt: z.string().nullable(),
});
export type AgentStop = z.infer<typeof agentStopSchema>;

export const stopAgentsSchema = z.strictObject({ reason: z.string().trim().min(1).max(500) });

/** Graphs that can be run. */
export const agentGraphListSchema = z.object({
  data: z.array(z.object({ name: z.string(), title: z.string(), inputSchema: z.record(z.string(), z.unknown()) })),
});

import { RUN_STATES } from "@rapport/contracts/agents";
import {
  bigint,
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
} from "drizzle-orm/pg-core";

/** One execution of a graph, over all its pauses and processes. */
export const agentRuns = pgTable(
  "agent_runs",
  {
    projectId: text().notNull(),
    id: text().notNull(),
    graph: text().notNull(),
    state: text({ enum: RUN_STATES }).notNull().default("queued"),
    input: jsonb().notNull(),
    /** The same key of the same project and graph is the same run. */
    key: text(),
    requestedBy: text().notNull(),
    /** Grows with every taking up: an execution that was overtaken writes no more. */
    epoch: integer().notNull().default(0),
    /** Counts what happened to the run from outside: an execution that ends looks whether it saw all of it. */
    wakes: integer().notNull().default(0),
    /** The job that is to advance it. */
    jobId: text(),
    /** The run that it is a part of, or whose past it began with. */
    parentRunId: text(),
    result: jsonb(),
    error: text(),
    createdAt: timestamp({ withTimezone: true }).notNull().defaultNow(),
    startedAt: timestamp({ withTimezone: true }),
    finishedAt: timestamp({ withTimezone: true }),
  },
  (table) => [
    primaryKey({ columns: [table.projectId, table.id] }),
    uniqueIndex("agent_runs_key").on(table.projectId, table.graph, table.key),
    index("agent_runs_state").on(table.projectId, table.state, table.id),
    index("agent_runs_parent").on(table.projectId, table.parentRunId),
  ],
);

/** What a run did: nodes of its graph, and the questions to models below them. */
export const agentSteps = pgTable(
  "agent_steps",
  {
    projectId: text().notNull(),
    runId: text().notNull(),
    /** Of a node: the task's id, the same in every attempt at it. */
    id: text().notNull(),
    parentId: text(),
    kind: text({ enum: ["node", "model"] }).notNull(),
    name: text().notNull(),
    state: text({ enum: ["running", "waiting", "completed", "failed"] }).notNull(),
    /** Times that it was begun. */
    attempts: integer().notNull().default(1),
    /** SHA-256 of what went in and what came out, cut: tells equal from different without keeping it. */
    inputDigest: text(),
    outputDigest: text(),
    model: text(),
    inputTokens: integer().notNull().default(0),
    outputTokens: integer().notNull().default(0),
    costMicros: bigint({ mode: "number" }).notNull().default(0),
    cached: boolean().notNull().default(false),
    error: text(),
    startedAt: timestamp({ withTimezone: true }).notNull(),
    durationMs: integer(),
    /** In the order of their beginnings, which a clock of milliseconds does not tell. */
    seq: bigint({ mode: "number" }).generatedAlwaysAsIdentity(),
  },
  (table) => [primaryKey({ columns: [table.projectId, table.runId, table.id] })],
);

/** States of runs between two steps, as LangGraph writes them: what a run goes on from, back to, and forks at. */
export const agentCheckpoints = pgTable(
  "agent_checkpoints",
  {
    projectId: text().notNull(),
    threadId: text().notNull(),
    /** Path of the subgraph; empty = the graph itself. */
    ns: text().notNull(),
    id: text().notNull(),
    parentId: text(),
    /** JSON text of the library's serialiser, without the channels' values. */
    checkpoint: text().notNull(),
    metadata: jsonb().notNull(),
  },
  (table) => [primaryKey({ columns: [table.projectId, table.threadId, table.ns, table.id] })],
);

/** Values of channels, each version once however many checkpoints hold it. */
export const agentCheckpointValues = pgTable(
  "agent_checkpoint_values",
  {
    projectId: text().notNull(),
    threadId: text().notNull(),
    ns: text().notNull(),
    channel: text().notNull(),
    version: text().notNull(),
    /** How the text is to be read: `json`, or `base64:<type>` of bytes. */
    type: text().notNull(),
    value: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.projectId, table.threadId, table.ns, table.channel, table.version] })],
);

/** What finished steps wrote since a checkpoint, until the next one holds it. */
export const agentCheckpointWrites = pgTable(
  "agent_checkpoint_writes",
  {
    projectId: text().notNull(),
    threadId: text().notNull(),
    ns: text().notNull(),
    checkpointId: text().notNull(),
    taskId: text().notNull(),
    idx: integer().notNull(),
    channel: text().notNull(),
    type: text().notNull(),
    value: text().notNull(),
  },
  (table) => [
    primaryKey({
      columns: [table.projectId, table.threadId, table.ns, table.checkpointId, table.taskId, table.idx],
    }),
  ],
);

/** The kill switch: where a row is, agents do nothing. The project `*` stands for all. */
export const agentStops = pgTable(
  "agent_stops",
  {
    projectId: text().notNull(),
    reason: text().notNull(),
    stoppedBy: text().notNull(),
    stoppedAt: timestamp({ withTimezone: true }).notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.projectId] })],
);

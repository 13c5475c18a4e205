import type { AgentRun } from "@rapport/contracts/agents";
import { RapportError } from "@rapport/contracts/errors";
import { newId } from "@rapport/contracts/ids";
import type { Database } from "@rapport/store/database";
import { findRunIdByKey, insertRun } from "@rapport/store/queries/agent-runs";
import type { Context } from "../context.ts";
import { nameActor } from "../name-actor.ts";
import { agentRunAdvance } from "./agent-run-advance.ts";
import { enqueueAdvance } from "./enqueue-advance.ts";
import { getRun } from "./get-run.ts";

export type StartRunInput = {
  graph: string;
  input: unknown;
  /** The same key of the same graph is the same run. */
  key?: string | undefined;
  /** The run that this one is a part of, that advances it, and that is woken when it ends; such a one needs a key. */
  parentRunId?: string | undefined;
};

/**
 * Starts a graph; workers advance it. With a key it is one run, however often it is asked for.
 * @throws RapportError invalid_body where there is no such graph, or the input does not fit it, naming the field
 */
export async function startRun(ctx: Context, input: StartRunInput): Promise<AgentRun> {
  await ctx.jobs.prepare([agentRunAdvance]);
  const id = await ctx.store.withTransaction((tx) => insertRunWithin(ctx, tx, input));
  ctx.jobs.onWork();
  return getRun(ctx, id);
}

/** Starts a part of a run, or finds the one of its key; answers its id. No job is asked for: its whole's advances it. @throws as `startRun` */
export async function startPart(
  ctx: Context,
  part: Required<Pick<StartRunInput, "key" | "parentRunId">> & StartRunInput,
): Promise<string> {
  const { projectId } = ctx;
  const { graph, key = "" } = part;
  // A node that waits for a part runs again when it has ended: then the part is there.
  const known = await findRunIdByKey(ctx.store.db, { projectId, graph, key });
  return known ?? insertRunWithin(ctx, ctx.store.db, part);
}

async function insertRunWithin(ctx: Context, tx: Database, asked: StartRunInput): Promise<string> {
  const { projectId } = ctx;
  const { graph, key, parentRunId = null } = asked;
  const id = newId("agentRun", ctx.now(), ctx.randomBytes(10));
  const row = { projectId, id, graph, input: parseRunInput(ctx, asked), key: key ?? null, parentRunId };
  if (await insertRun(tx, { ...row, requestedBy: nameActor(ctx.actor) })) {
    // A part is brought on by the job of its whole, which waits for it, until it has waited for something itself.
    if (parentRunId === null) await enqueueAdvance(ctx, tx, id);
    return id;
  }
  const known = key === undefined ? undefined : await findRunIdByKey(tx, { projectId, graph, key });
  if (known === undefined) throw new RapportError("unavailable", "The run could not be written; ask for it again");
  return known;
}

/** The input as the graph takes it. @throws RapportError invalid_body naming the field */
export function parseRunInput(
  { graphs }: Pick<Context, "graphs">,
  { graph, input }: Pick<StartRunInput, "graph" | "input">,
): unknown {
  const card = Object.hasOwn(graphs, graph) ? graphs[graph] : undefined;
  if (!card) {
    const message = `is none of ${Object.keys(graphs).join(", ")}`;
    throw new RapportError("invalid_body", `graph: ${message}`, { fields: [{ pointer: "/graph", message }] });
  }
  const parsed = card.input.safeParse(input);
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.map(({ path, message }) => ({
    pointer: `/input/${path.map(String).join("/")}`,
    message,
  }));
  throw new RapportError("invalid_body", `${fields[0]?.pointer}: ${fields[0]?.message}`, { fields });
}

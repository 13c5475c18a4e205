import { setTimeout as sleep } from "node:timers/promises";
import { END, ReducedValue, Send, START, StateGraph, StateSchema } from "@langchain/langgraph";
import { z } from "zod";
import type { AgentGraph, GraphDeps } from "../src/graphs/agent-graph.ts";
import { askApproval } from "../src/runtime/ask-approval.ts";

/** What the nodes of the test graphs did, in order, across executions. */
export type Diary = string[];

const budgetSchema = z
  .object({ dailyCents: z.number().int().min(0).max(500) })
  .refine(({ dailyCents }) => dailyCents % 100 === 0, { path: ["dailyCents"], message: "must be whole units" });

const flowState = new StateSchema({
  topic: z.string(),
  lines: new ReducedValue(
    z.array(z.string()).default(() => []),
    { inputSchema: z.string(), reducer: (before: string[], line: string) => [...before, line] },
  ),
});

/** Two drafts side by side, a question for a person, an act. `hooks` may fail, wait or watch within a node. */
export function flowGraph(diary: Diary, hooks: Partial<Record<string, (deps: GraphDeps) => unknown>> = {}): AgentGraph {
  return {
    name: "flow",
    title: "Drafts, asks and acts",
    input: z.object({ topic: z.string().min(1) }),
    durability: "sync",
    build(deps) {
      const enter = async (node: string) => {
        diary.push(node);
        await hooks[node]?.(deps);
      };
      const draft = async ({ topic }: { topic: string }) => {
        await enter(`draft ${topic}`);
        const task = { role: "draft", name: "line", projectId: deps.ctx.projectId, instructions: "Write." } as const;
        const answer = await deps.ctx.models.generate({ ...task, input: { topic }, schema: z.string() });
        return { lines: answer.value };
      };
      return new StateGraph(flowState)
        .addNode("plan", async () => {
          await enter("plan");
          return {};
        })
        .addNode("draft", draft, {
          retryPolicy: { maxAttempts: 3, initialInterval: 1, jitter: false, logWarning: false },
        })
        .addNode("ask", ({ topic }) => {
          const schema = budgetSchema;
          const proposal = { dailyCents: 400 };
          const asked = { kind: "budget-change", title: `Spend on ${topic}`, summary: "Spends.", schema, proposal };
          const decided = askApproval(asked);
          return { lines: JSON.stringify(decided) };
        })
        .addNode("act", async () => {
          await enter("act");
          return { lines: "done" };
        })
        .addEdge(START, "plan")
        .addConditionalEdges(
          "plan",
          ({ topic }) => ["a", "b"].map((part) => new Send("draft", { topic: topic + part })),
          ["draft"],
        )
        .addEdge("draft", "ask")
        .addEdge("ask", "act")
        .addEdge("act", END);
    },
  };
}

/** A node that waits for long, and says when it was told to stop. */
export function waitingGraph(diary: Diary): AgentGraph {
  const state = new StateSchema({ seconds: z.number() });
  return {
    name: "waiting",
    title: "Waits",
    input: z.object({ seconds: z.number() }),
    durability: "async",
    build: ({ signal }) =>
      new StateGraph(state)
        .addNode("wait", async ({ seconds }) => {
          diary.push("wait");
          await sleep(seconds * 1_000, undefined, { signal }).catch(() => diary.push("told to stop"));
          return {};
        })
        .addNode("act", () => {
          diary.push("act");
          return {};
        })
        .addEdge(START, "wait")
        .addEdge("wait", "act")
        .addEdge("act", END),
  };
}

/** Writes the lines of `flowGraph`. */
export const TEST_WRITERS = { line: (input: unknown) => `About ${z.object({ topic: z.string() }).parse(input).topic}` };

import { Command, END, isInterrupted, MemorySaver, START, StateGraph, StateSchema } from "@langchain/langgraph";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import type { CompiledAgentGraph } from "../graphs/agent-graph.ts";
import type { Decided } from "./ask-approval.ts";
import { askApproval } from "./ask-approval.ts";

const budgetSchema = z.object({ dailyCents: z.number().int().max(500) });
type Budget = z.infer<typeof budgetSchema>;

function buildGraph(actions?: ("approve" | "reject")[]) {
  const state = new StateSchema({ decided: z.custom<Decided<Budget>>().optional() });
  return new StateGraph(state)
    .addNode("ask", () => ({
      decided: askApproval({
        kind: "budget-change",
        title: "Spend more",
        summary: "The daily budget rises.",
        schema: budgetSchema,
        proposal: { dailyCents: 400 },
        ...(actions && { actions }),
      }),
    }))
    .addEdge(START, "ask")
    .addEdge("ask", END)
    .compile({ checkpointer: new MemorySaver() });
}

type Resume = Record<string, unknown>;

/** A decision as the runtime passes it on. */
const decide = (resume: Resume) => new Command<Resume, Record<string, unknown>, never>({ resume });

const config = { configurable: { thread_id: "run_1" } };

describe("a graph that asks for approval", () => {
  test("shows the proposal with a JSON Schema, and goes on with what was decided, types kept", async () => {
    const graph = buildGraph();
    const compiled: CompiledAgentGraph = graph;
    const paused = await graph.invoke({}, config);
    if (!isInterrupted(paused)) throw new Error("The graph did not pause");
    expect(paused.__interrupt__[0]?.value).toMatchObject({
      kind: "budget-change",
      proposal: { dailyCents: 400 },
      schema: { properties: { dailyCents: { type: "integer", maximum: 500 } } },
    });
    expect((await compiled.getState(config)).next).toEqual(["ask"]);
    const resume = { action: "edit", value: { dailyCents: 450 } };
    expect((await graph.invoke(decide(resume), config)).decided).toEqual(resume);
  });

  test("stays open when the changed value does not fit, naming the field", async () => {
    const graph = buildGraph();
    await graph.invoke({}, config);
    const wrong = decide({ action: "edit", value: { dailyCents: 9_999 } });
    await expect(graph.invoke(wrong, config)).rejects.toMatchObject({ fields: [{ pointer: "/value/dailyCents" }] });
    const approved = await graph.invoke(decide({ action: "approve" }), config);
    expect(approved.decided).toEqual({ action: "approve", value: { dailyCents: 400 } });
  });

  test("stays open when it is answered by what its graph does not take", async () => {
    const graph = buildGraph(["approve", "reject"]);
    await graph.invoke({}, config);
    for (const resume of [
      { action: "respond", message: "Half" },
      { action: "edit", value: { dailyCents: 1 } },
    ]) {
      await expect(graph.invoke(decide(resume), config)).rejects.toThrow("must be approve or reject");
    }
    expect((await graph.invoke(decide({ action: "reject" }), config)).decided).toEqual({ action: "reject" });
  });

  test.each([
    { action: "reject", reason: "Too soon" },
    { action: "respond", message: "Half of it" },
  ])("passes on $action with the person's words", async (resume) => {
    const graph = buildGraph();
    await graph.invoke({}, config);
    expect((await graph.invoke(decide(resume), config)).decided).toEqual(resume);
  });
});

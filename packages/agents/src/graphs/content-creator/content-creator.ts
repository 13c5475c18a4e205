import { END, ReducedValue, Send, START, StateGraph, StateSchema } from "@langchain/langgraph";
import type { ContentBrief } from "@rapport/contracts/content";
import { contentBriefSchema } from "@rapport/contracts/content";
import type { WritingMaterial } from "@rapport/domain/content/collect-facts";
import { collectFacts } from "@rapport/domain/content/collect-facts";
import { keepContent } from "@rapport/domain/content/content";
import { CONTENT_GRAPH } from "@rapport/domain/content/generate-content";
import { learnBriefVoice } from "@rapport/domain/content/learn-brief-voice";
import { z } from "zod";
import type { AgentGraph } from "../agent-graph.ts";
import type { Assignment } from "./write-checked.ts";
import { writeChecked, writtenSchema } from "./write-checked.ts";

type Written = z.infer<typeof writtenSchema>;

const state = new StateSchema({
  ...contentBriefSchema.shape,
  material: z.custom<WritingMaterial>().optional(),
  written: new ReducedValue(
    z.array(writtenSchema).default(() => []),
    { inputSchema: writtenSchema, reducer: (before: Written[], piece: Written) => [...before, piece] },
  ),
  contentIds: z.array(z.string()).default(() => []),
});

/** Brief → facts → variants of each channel side by side, checked and written anew once → drafts that people approve. */
export const contentCreator: AgentGraph<ContentBrief> = {
  name: CONTENT_GRAPH,
  title: "Writes variants of texts for each channel, from the catalog and the facts of a brief",
  input: contentBriefSchema,
  durability: "async",
  build({ ctx, runId }) {
    // Learned once for all channels of an execution: it is no part of the state, which checkpoints hold.
    let learning: ReturnType<typeof learnBriefVoice> | undefined;
    const write = async (assignment: Assignment) => {
      learning ??= learnBriefVoice(ctx, assignment.brief.voice);
      return { written: await writeChecked(ctx, assignment, await learning) };
    };
    return new StateGraph(state)
      .addNode("retrieve", async (brief) => ({
        material: await collectFacts(ctx, contentBriefSchema.parse(pick(brief))),
      }))
      .addNode("write", write)
      .addNode("keep", async ({ material, written, ...brief }) => {
        const { subject, facts } = requireMaterial(material);
        const parsed = contentBriefSchema.parse(pick(brief));
        const pieces = written.map((piece) => ({ ...piece, title: subject.name, brief: parsed, facts }));
        return { contentIds: (await keepContent(ctx, runId, pieces)).map(({ id }) => id) };
      })
      .addEdge(START, "retrieve")
      .addConditionalEdges("retrieve", assign, ["write"])
      .addEdge("write", "keep")
      .addEdge("keep", END);
  },
};

function assign({ material, ...rest }: { material?: WritingMaterial | undefined }): Send[] {
  const brief = contentBriefSchema.parse(pick(rest));
  const assignment = { brief, material: requireMaterial(material) };
  return brief.channels.map((channel) => new Send("write", { ...assignment, channel }));
}

/** The brief's own fields of the state. */
function pick(from: object): object {
  const names = Object.keys(contentBriefSchema.shape);
  return Object.fromEntries(
    Object.entries(from).filter(([name, value]) => names.includes(name) && value !== undefined),
  );
}

function requireMaterial(material: WritingMaterial | undefined): WritingMaterial {
  if (!material) throw new Error("Nothing was retrieved to write from");
  return material;
}

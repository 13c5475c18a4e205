import { END, ReducedValue, Send, START, StateGraph, StateSchema } from "@langchain/langgraph";
import type { ContentBrief, ContentProblem, ContentVariant } from "@rapport/contracts/content";
import { contentBriefSchema, contentVariantSchema } from "@rapport/contracts/content";
import type { Channel } from "@rapport/contracts/content-channels";
import { CHANNEL_NAMES } from "@rapport/contracts/content-channels";
import { checkSafety } from "@rapport/domain/content/check-safety";
import { checkVariant } from "@rapport/domain/content/check-variant";
import type { WritingMaterial } from "@rapport/domain/content/collect-facts";
import { collectFacts } from "@rapport/domain/content/collect-facts";
import { keepContent } from "@rapport/domain/content/content";
import { CONTENT_GRAPH } from "@rapport/domain/content/generate-content";
import type { Context } from "@rapport/domain/context";
import { z } from "zod";
import type { AgentGraph } from "../agent-graph.ts";
import { writeVariants } from "./write-variants.ts";

const writtenSchema = z.object({ channel: z.enum(CHANNEL_NAMES), variants: z.array(contentVariantSchema) });
type Written = z.infer<typeof writtenSchema>;

/** Times that a channel is written anew because of what the checks found. */
const REWRITES = 1;

const state = new StateSchema({
  ...contentBriefSchema.shape,
  material: z.custom<WritingMaterial>().optional(),
  written: new ReducedValue(
    z.array(writtenSchema).default(() => []),
    { inputSchema: writtenSchema, reducer: (before: Written[], piece: Written) => [...before, piece] },
  ),
  contentIds: z.array(z.string()).default(() => []),
});

/** What one writing step gets: its channel, and all that there is to write from. */
type Assignment = { channel: Channel; brief: ContentBrief; material: WritingMaterial };

/** Brief → facts → variants of each channel side by side, checked and written anew once → drafts that people approve. */
export const contentCreator: AgentGraph<ContentBrief> = {
  name: CONTENT_GRAPH,
  title: "Writes variants of texts for each channel, from the catalog and the facts of a brief",
  input: contentBriefSchema,
  durability: "async",
  build({ ctx, runId }) {
    return new StateGraph(state)
      .addNode("retrieve", async (brief) => ({
        material: await collectFacts(ctx, contentBriefSchema.parse(pick(brief))),
      }))
      .addNode("write", async (assignment: Assignment) => ({ written: await writeChecked(ctx, assignment) }))
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

async function writeChecked(ctx: Context, assignment: Assignment): Promise<Written> {
  let problems: ContentProblem[] = [];
  for (let attempt = 0; ; attempt++) {
    const { value, model } = await writeVariants(ctx, { ...assignment, problems });
    const written = value.variants.slice(0, assignment.brief.variants);
    const variants = await Promise.all(
      written.map(async ({ angle, fields }, at): Promise<ContentVariant> => {
        const key = "abcde".charAt(at);
        return { key, angle, fields, model, edited: false, problems: await check(ctx, assignment, fields) };
      }),
    );
    problems = variants.flatMap((variant) => variant.problems);
    if (problems.length === 0 || attempt >= REWRITES) return { channel: assignment.channel, variants };
  }
}

async function check(
  ctx: Context,
  { channel, brief, material }: Assignment,
  fields: Record<string, string>,
): Promise<ContentProblem[]> {
  const { facts, subject } = material;
  const known = [...facts.map(({ text }) => text), subject.name, brief.audience ?? ""];
  const written = checkVariant({ channel, fields, facts: known, bannedWords: brief.bannedWords });
  return [...written, ...(await checkSafety(ctx, channel, fields))];
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

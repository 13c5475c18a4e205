import { GRAPHS } from "@rapport/agents/graphs/graphs";
import type { Context } from "@rapport/domain/context";

/** What a compiled graph tells of itself. */
type Drawable = { compile(): { getGraph(): { drawMermaid(options: { withStyles: boolean }): string } } };

/** The page of all graphs of agents, drawn from the code that runs them. */
export function drawGraphs(): string {
  const sections = Object.values(GRAPHS).map((graph) => {
    // as: nodes close over the context and use it when they run, which none does here
    const deps = { ctx: {} as Context, runId: "", signal: new AbortController().signal };
    const built: unknown = graph.build(deps);
    // as: every graph is a StateGraph, whose compiled form draws itself
    const drawn = (built as Drawable).compile().getGraph().drawMermaid({ withStyles: false });
    return `## ${graph.name}\n\n${graph.title}. Durability: \`${graph.durability}\`.\n\n\`\`\`mermaid\n${drawn.trim()}\n\`\`\`\n`;
  });
  return `${HEAD}\n${sections.join("\n")}`;
}

const HEAD = `# The graphs of agents

Made from the code by \`npm run docs:graphs\`; a test holds the page to it. A dotted line is one of several ways. Nodes called \`approve\` wait for
a person; those called \`apply\` are the only ones that act on an ad platform, and \`write-to-crm\` the only one that writes into a CRM. The coordinator's
nodes \`content-creator\`, \`ad-manager\` and \`analytics\` wait for a run of that agent; its \`lead-gen\` finds an audience by itself.
`;

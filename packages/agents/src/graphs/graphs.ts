import type { AgentGraph } from "./agent-graph.ts";
import { contentCreator } from "./content-creator/content-creator.ts";

/** Every graph that a worker runs, by name; one line each. */
export const GRAPHS: Readonly<Record<string, AgentGraph>> = {
  "content-creator": contentCreator,
};

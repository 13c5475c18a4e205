import type { AgentGraph } from "./agent-graph.ts";

/** Every graph that a worker runs, by name; one line each. */
export const GRAPHS: Readonly<Record<string, AgentGraph>> = {};

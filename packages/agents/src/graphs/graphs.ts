import { adManager } from "./ad-manager/ad-manager.ts";
import type { AgentGraph } from "./agent-graph.ts";
import { analytics } from "./analytics/analytics.ts";
import { contentCreator } from "./content-creator/content-creator.ts";
import { coordinator } from "./coordinator/coordinator.ts";
import { leadGeneration } from "./lead-generation/lead-generation.ts";

/** Every graph that a worker runs, by name; one line each. */
export const GRAPHS: Readonly<Record<string, AgentGraph>> = {
  "ad-manager": adManager,
  analytics,
  "content-creator": contentCreator,
  coordinator,
  "lead-generation": leadGeneration,
};

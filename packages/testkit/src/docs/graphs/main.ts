/** Writes the page of all graphs of agents: npm run docs:graphs */
import { writeFileSync } from "node:fs";
import { drawGraphs } from "./draw-graphs.ts";

writeFileSync(new URL("../../../../../docs/graphs.md", import.meta.url), drawGraphs());

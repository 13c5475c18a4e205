import { expect, test } from "vitest";
import { GRAPHS } from "./graphs.ts";

test("every graph is listed under its own name", () => {
  for (const [name, graph] of Object.entries(GRAPHS)) expect(graph.name).toBe(name);
});

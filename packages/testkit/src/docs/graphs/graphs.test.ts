import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { drawGraphs } from "./draw-graphs.ts";

test("the page of graphs shows the graphs that run", () => {
  const page = readFileSync(new URL("../../../../../docs/graphs.md", import.meta.url), "utf8");
  expect(page, "run npm run docs:graphs").toBe(drawGraphs());
});

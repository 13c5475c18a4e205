import { expect, test } from "vitest";
import { drawFlame } from "./draw-flame.ts";
import { foldProfile } from "./fold-profile.ts";

const frame = (functionName: string, url = "file:///server.js") => ({ functionName, url });
const PROFILE = {
  nodes: [
    { id: 1, callFrame: frame("(root)", ""), children: [2, 3, 4, 7] },
    { id: 2, callFrame: frame("serve"), children: [5] },
    { id: 3, callFrame: frame("(idle)", "") },
    { id: 4, callFrame: frame("serve"), children: [6] },
    { id: 5, callFrame: frame("parse <T>") },
    { id: 6, callFrame: frame("parse <T>") },
    { id: 7, callFrame: frame("(garbage collector)", "") },
  ],
  samples: [5, 6, 3, 2, 7],
  timeDeltas: [40, 20, 1_000, 39, 1],
};

test("times of one function called in two places are one frame, waiting is none, and little is left out", () => {
  const tree = foldProfile(PROFILE, 0.05);
  expect(tree).toEqual({
    name: "all",
    kind: "engine",
    micros: 100,
    children: [
      {
        name: "serve",
        kind: "own",
        micros: 99,
        children: [{ name: "parse <T>", kind: "own", micros: 60, children: [] }],
      },
    ],
  });
});

test("the picture names each frame with its share, as text that no name can break out of", () => {
  const svg = drawFlame(foldProfile(PROFILE, 0.05), "a & b");
  expect(svg).toContain("<title>parse &lt;T&gt;: 60.0 %</title>");
  expect(svg).toContain("a &amp; b");
  expect(svg).not.toContain("<T>");
});

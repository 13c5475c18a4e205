import { expect, test } from "vitest";
import { shareOfSteps } from "./share-of-steps.ts";

const frame = (functionName: string, url = "file:///server.js") => ({ functionName, url });
const PROFILE = {
  startTime: 1_000,
  nodes: [
    { id: 1, callFrame: frame("(root)", ""), children: [2, 7] },
    { id: 2, callFrame: frame("parserOnIncoming", "node:_http_server"), children: [3] },
    { id: 3, callFrame: frame("getRecommendations"), children: [4, 6] },
    { id: 4, callFrame: frame("scoreTrained"), children: [5, 8] },
    { id: 5, callFrame: frame("addSessionVotes") },
    { id: 6, callFrame: frame("query", "file:///x/node_modules/postgres/src/index.js") },
    { id: 7, callFrame: frame("(idle)", "") },
    { id: 8, callFrame: frame("subarray", "node:internal/buffer") },
  ],
  samples: [3, 5, 4, 8, 7, 6, 2, 3],
  timeDeltas: [10, 20, 20, 10, 500, 30, 10, 90],
};

test("time at work is divided by step within the stretches asked for, what a step calls being its own", () => {
  // The last sample lies after the stretch, the first one before it, and nobody works while idle.
  const shares = shareOfSteps(PROFILE, [{ from: 1_015, to: 1_600 }]);
  expect(shares).toEqual({
    "trained generators": 30 / 90,
    "database driver": 30 / 90,
    "trained generators: sessions": 20 / 90,
    "HTTP and Node": 10 / 90,
  });
});

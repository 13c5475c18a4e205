import { expect, test } from "vitest";
import { Circuit } from "./circuit.ts";

function makeCircuit(random: () => number) {
  const clock = { nowMs: 0 };
  const environment = { now: () => clock.nowMs, random };
  return { clock, circuit: new Circuit({ environment, retryBaseMs: 100, retryMaxMs: 1_000 }) };
}

test("waits are drawn evenly from nothing to a limit that doubles up to the longest", () => {
  const draws = [0, 0.5, 0.999];
  const waits = draws.map((draw) => {
    const { circuit, clock } = makeCircuit(() => draw);
    return Array.from({ length: 6 }, () => {
      circuit.fail();
      const waitMs = circuit.waitMs();
      clock.nowMs += waitMs;
      return Math.round(waitMs);
    });
  });
  expect(waits).toEqual([
    [0, 0, 0, 0, 0, 0],
    [50, 100, 200, 400, 500, 500],
    [100, 200, 400, 799, 999, 999],
  ]);
});

test("failures of requests that left together count once", () => {
  const { circuit } = makeCircuit(() => 0.5);
  circuit.fail();
  circuit.fail();
  circuit.fail();
  expect(circuit.waitMs()).toBe(50);
});

test("a wait the server asked for is never shortened, and spread by a little", () => {
  const { circuit, clock } = makeCircuit(() => 0.5);
  circuit.fail(3_000);
  expect(circuit.waitMs()).toBe(3_050);
  circuit.fail();
  circuit.hurry();
  expect(circuit.waitMs()).toBe(3_050);
  clock.nowMs = 4_000;
  expect(circuit.waitMs()).toBe(0);
  expect(circuit.probing).toBe(true);
  circuit.succeed();
  expect(circuit.probing).toBe(false);
});

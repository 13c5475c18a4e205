import fc from "fast-check";
import { expect, test } from "vitest";
import type { PermitTerms, PermitUse } from "./permit.ts";
import { issuePermit } from "./permit-office.ts";
import { requirePermit } from "./spend-permit.ts";

/** `npm run test:permits` tries a million. */
const RUNS = Number(process.env.PERMIT_RUNS ?? 20_000);

const action = fc.constantFrom<PermitTerms["action"]>("create", "set-status", "set-budget", "update-creative");
const projectId = fc.constantFrom("prj_a", "prj_b");
const tag = fc.constantFrom("rpt_a", "rpt_b");
const time = fc.integer({ min: 0, max: 4 });
// What a caller with a mistake may come with, besides amounts around the bound.
const cents = fc.oneof(fc.integer({ min: -1, max: 4 }), fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, 2.5));

test("nothing passes that any term forbids, and all passes that every term allows", () => {
  const terms = fc.record({
    projectId,
    action,
    tag,
    dailyBudgetCents: fc.integer({ min: 0, max: 3 }),
    expiresAtMs: time,
  });
  const use = fc.record({ projectId, action, tag, dailyBudgetCents: cents });
  fc.assert(
    fc.property(terms, use, time, (granted, asked, nowMs) => {
      const permit = issuePermit({ ...granted, isStopped: () => false }, () => nowMs);
      expect(passes(permit, asked)).toBe(isCovered(granted, asked, nowMs));
    }),
    { numRuns: RUNS, seed: 1 },
  );
});

test("what is no permit passes for nothing, whatever it looks like", () => {
  const use: PermitUse = { projectId: "prj_a", action: "create", tag: "rpt_a", dailyBudgetCents: 0 };
  const real = issuePermit({ ...use, expiresAtMs: 9, isStopped: () => false }, () => 0);
  expect(passes(real, use)).toBe(true);
  const fakes: unknown[] = [
    { ...real },
    structuredClone(use),
    Object.create(real),
    new Proxy(real, {}),
    null,
    "permit",
  ];
  fc.assert(
    fc.property(fc.oneof(fc.anything(), fc.constantFrom(...fakes)), (fake) => {
      expect(passes(fake, use)).toBe(false);
    }),
    { numRuns: Math.min(RUNS, 20_000), seed: 1 },
  );
  expect(() => Reflect.construct(real.constructor, [Symbol("permit office"), use, () => 0])).toThrow(
    "Only the permit office",
  );
});

test("a change of the terms after the issue changes no permit, and the kill switch is asked each time", async () => {
  const terms = {
    projectId: "prj_a",
    action: "set-budget",
    tag: "rpt_a",
    dailyBudgetCents: 1,
    expiresAtMs: 9,
  } as const;
  let isThrown = false;
  const kept = { ...terms, isStopped: () => isThrown };
  const permit = issuePermit(kept, () => 0);
  kept.dailyBudgetCents = 1_000 as never; // as: the type forbids what is tried here
  expect(passes(permit, { ...terms, dailyBudgetCents: 2 })).toBe(false);
  expect(await permit.isStopped()).toBe(false);
  isThrown = true;
  expect(await permit.isStopped()).toBe(true);
});

function passes(permit: unknown, use: PermitUse): boolean {
  try {
    requirePermit(permit, use);
    return true;
  } catch (error) {
    expect(error).toMatchObject({ code: "forbidden" });
    return false;
  }
}

/** The same rule, written down once more. */
function isCovered(granted: Omit<PermitTerms, "isStopped">, asked: PermitUse, nowMs: number): boolean {
  const isSame = (["projectId", "action", "tag"] as const).every((term) => granted[term] === asked[term]);
  return isSame && asked.dailyBudgetCents <= granted.dailyBudgetCents && nowMs <= granted.expiresAtMs;
}

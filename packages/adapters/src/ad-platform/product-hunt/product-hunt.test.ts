import { campaignPlanSchema } from "@rapport/contracts/ad-platforms";
import { newAdTag } from "@rapport/ports/ad-tag";
import { issuePermit } from "@rapport/ports/permit-office";
import { openProductHuntFake } from "@rapport/testkit/ad-platforms/product-hunt-fake";
import { seededBytes } from "@rapport/testkit/simulator/draws";
import { afterEach, beforeEach, expect, test } from "vitest";
import { toLaunchKit } from "./launch-kit.ts";
import { openProductHunt } from "./product-hunt.ts";

let fake: Awaited<ReturnType<typeof openProductHuntFake>>;
let nowMs = Date.UTC(2026, 10, 5);
const now = () => nowMs;
const open = () => openProductHunt({ ...fake, projectId: "prj_ph", now });
beforeEach(async () => {
  fake = await openProductHuntFake();
});
afterEach(() => fake.close());

const randomBytes = seededBytes(1);
const tag = () => newAdTag(nowMs, randomBytes(10));
const planOf = (headline: string, name = "Rapport") => {
  const creative = {
    headlines: [headline],
    descriptions: ["Open source."],
    message: "Hello hunters",
    url: "https://rapport.example",
  };
  const ads = [{ tag: tag(), name: "Launch", creative }];
  const adSets = [{ tag: tag(), name: "Launch", dailyBudgetCents: 1, targeting: { countries: ["US"] }, ads }];
  return campaignPlanSchema.parse({
    tag: tag(),
    name,
    objective: "awareness",
    currency: "USD",
    startsOn: "2026-11-10",
    adSets,
  });
};

test("a launch is read as it is; one that is not there is no error", async () => {
  expect(await open().readLaunch("rapport")).toMatchObject({ ok: true, value: { votesCount: 321, commentsCount: 12 } });
  expect(await open().readLaunch("nothing")).toEqual({ ok: true, value: undefined });
});

test("after each fault the reading succeeds when it is repeated in time", async () => {
  expect(fake.faults.length).toBeGreaterThanOrEqual(12);
  for (const fault of fake.faults) {
    const watch = open();
    fake.inject(fault, 0);
    const first = await watch.readLaunch("rapport");
    if (!first.ok) {
      expect([fault, first.failure.kind]).toEqual([fault, fault === "revoked access" ? "disconnected" : "retry-after"]);
      nowMs += "retryAfterMs" in first.failure ? first.failure.retryAfterMs : 0;
    }
    fake.heal();
    expect(await watch.readLaunch("rapport")).toMatchObject({ ok: true, value: { votesCount: 321 } });
  }
  fake.inject("429 with a reset", 0);
  expect(await open().readLaunch("rapport")).toMatchObject({ failure: { kind: "retry-after", retryAfterMs: 90_000 } });
});

test("texts are held to the form of a launch, and nothing is ever sent to create one", async () => {
  const plan = planOf("Marketing that listens");
  expect(toLaunchKit(plan)).toMatchObject([
    { name: "Rapport", tagline: "Marketing that listens", comment: "Hello hunters", problems: [] },
  ]);
  expect(toLaunchKit(planOf("x".repeat(61)))[0]?.problems).toEqual([
    { pointer: "/tagline", message: "must have 60 characters at most" },
  ]);
  expect(await open().validate(plan)).toMatchObject({ ok: true, value: { problems: [], checkedBy: "rules" } });
  const long = await open().validate(planOf("x".repeat(61)));
  expect(long).toMatchObject({ value: { problems: [{ pointer: "/adSets/0/ads/0/creative/headlines/0" }] } });
  expect(await open().validate(planOf("x", "y".repeat(41)))).toMatchObject({
    value: { problems: [{ pointer: "/name" }] },
  });
  const terms = {
    projectId: "prj_ph",
    action: "create",
    tag: plan.tag,
    dailyBudgetCents: 1,
    expiresAtMs: nowMs,
  } as const;
  const permit = issuePermit({ ...terms, isStopped: () => false }, now);
  expect(await open().createCampaign(permit, plan)).toMatchObject({ failure: { kind: "unsupported" } });
  expect(fake.seen).toEqual([]);
});

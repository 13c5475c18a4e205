import type { SegmentRule } from "@rapport/contracts/segment-rules";
import { applyEvent } from "@rapport/engine/segments/apply-event";
import { evaluateProgram } from "@rapport/engine/segments/evaluate-program";
import type { EventLeaf, Facts, Program, SegmentEvent, SegmentState } from "@rapport/engine/segments/program";
import { START_MS, STEP_MS } from "@rapport/testkit/segments/comparison-arbitrary";
import type { Happening } from "@rapport/testkit/segments/happening-arbitrary";
import { happeningArbitrary } from "@rapport/testkit/segments/happening-arbitrary";
import type { Person } from "@rapport/testkit/segments/person";
import { referenceRule } from "@rapport/testkit/segments/reference-rule";
import { ruleArbitrary } from "@rapport/testkit/segments/rule-arbitrary";
import fc from "fast-check";
import { expect, test } from "vitest";
import { compileRule } from "./compile-rule.ts";
import { placeOf } from "./place-of.ts";

const PROFILE = "0f8fad5b-d9cb-869f-a165-70867728950e";

test("at every moment of any history the incremental answer is that of looking at everything", () => {
  fc.assert(
    fc.property(ruleArbitrary, fc.array(happeningArbitrary, { maxLength: 14, size: "max" }), (rule, happenings) => {
      const person = createPerson(rule);
      let nowMs = START_MS;
      for (const [i, happening] of happenings.entries()) {
        const next = nowMs + happening.gap * STEP_MS;
        while (nowMs < next) nowMs = Math.min(next, expectEqual(rule, person, nowMs));
        person.add(toEvent(happening, i, nowMs));
        expectEqual(rule, person, nowMs);
      }
      for (let looks = 0; looks < 12; looks++) {
        const untilMs = expectEqual(rule, person, nowMs);
        if (!Number.isFinite(untilMs)) break;
        nowMs = untilMs;
      }
    }),
    { numRuns: 3_000 },
  );
});

/** Answers when the next look is due; until then nothing may change. */
function expectEqual(rule: SegmentRule, person: ReturnType<typeof createPerson>, nowMs: number): number {
  const { holds, untilMs } = person.evaluate(nowMs);
  expect(holds).toBe(referenceRule(rule, person.whole(), nowMs));
  expect(untilMs).toBeGreaterThan(nowMs);
  const last = Math.min(untilMs, nowMs + 20 * STEP_MS) - 1;
  for (const laterMs of [nowMs + 1, nowMs + STEP_MS, last]) {
    if (laterMs <= last) expect(referenceRule(rule, person.whole(), laterMs)).toBe(holds);
  }
  return untilMs;
}

/** A person whose state is kept event by event; a leaf that calls itself stale sees all events again, in order. */
function createPerson(rule: SegmentRule) {
  let leafCount = 0;
  const program: Program = compileRule(rule, () => String(leafCount++));
  const leaves = program.leaves.filter((leaf): leaf is EventLeaf => "id" in leaf);
  const state: SegmentState = {};
  const events: SegmentEvent[] = [];
  const traits: Record<string, unknown> = {};
  const whole = (): Person => ({
    profileId: PROFILE,
    // as: only events of message types are made
    events: events as Person["events"],
    traits,
    profile: { user_id: "ada", event_count: events.length, first_source: "a", last_campaign: "ab" },
    groups: ["g1"],
    lists: ["it's"],
    consent: { ads: true, mail: false },
    computed: { views: 1, last_p: "a" },
    scores: { "intent:purchase": 0.3, expected_value: 12.5, rfm_recency: 5, rfm_segment: "Champions" },
    clusters: ["clu_a"],
  });
  const add = (event: SegmentEvent) => {
    events.push(event);
    if (event.type === "identify") Object.assign(traits, event.traits);
    for (const leaf of leaves) {
      const applied = applyEvent(leaf, state[leaf.id], event);
      if (applied.kind === "changed") state[leaf.id] = applied.state;
      if (applied.kind === "stale") replay(leaf, state, events);
    }
  };
  const evaluate = (nowMs: number) => evaluateProgram(program, { facts: factsOf(whole()), state, nowMs });
  return { add, evaluate, whole };
}

function replay(leaf: EventLeaf, state: SegmentState, events: readonly SegmentEvent[]): void {
  delete state[leaf.id];
  const inOrder = events.toSorted((a, b) => a.timeMs - b.timeMs || (a.id < b.id ? -1 : 1));
  for (const event of inOrder) {
    const applied = applyEvent(leaf, state[leaf.id], event);
    expect(applied.kind).not.toBe("stale");
    if (applied.kind === "changed") state[leaf.id] = applied.state;
  }
}

function factsOf({ traits, profile, groups, lists, consent, computed, scores, clusters }: Person): Facts {
  const present = (ids: readonly string[]) => Object.fromEntries(ids.map((id) => [id, true]));
  const intents = { purchase: scores["intent:purchase"] };
  return {
    sources: {
      traits,
      profile,
      groups: present(groups),
      consent,
      computed,
      scores,
      intents,
      clusters: present(clusters),
    },
    lists: new Set(lists),
    placeOf: (salt) => placeOf(salt, PROFILE),
  };
}

function toEvent({ late, type, name, properties, context, traits }: Happening, i: number, nowMs: number): SegmentEvent {
  const identify = type === "identify";
  return {
    // In an order of its own, so that events of one time do not arrive by it.
    id: `${(i * 7) % 16}`.padStart(8, "0"),
    type,
    name: identify ? "identify" : name,
    timeMs: nowMs - late * STEP_MS,
    properties: identify ? {} : properties,
    context,
    traits: identify ? traits : {},
  };
}

import type { Random } from "../random.ts";
import { createRandom } from "../random.ts";
import type { Slot } from "./claim-templates.ts";
import { drawSlot, TEMPLATES } from "./claim-templates.ts";

/** A claim with the texts it is to be held against, and what is wrong with it; undefined where it follows from them. */
export type PlantedClaim = { evidence: string; claim: string; error: "number" | "date" | "name" | undefined };

type Fact = { template: (typeof TEMPLATES)[number]; values: Map<Slot, readonly string[]> };

const SENTENCES = 7;
/** Share of errors that take their wrong value from another sentence of the same text: the hard ones. */
const BORROWED = 0.3;
const ERROR_OF: Record<Slot, "number" | "date" | "name"> = {
  number: "number",
  money: "number",
  percent: "number",
  date: "date",
  person: "name",
  company: "name",
  place: "name",
};

/**
 * Claims with known truth: each text is seven sentences of drawn facts, each claim says one of them in other words, in another order
 * and in another spelling of its numbers and dates; half of the claims then get one wrong number, date or name, of which three in ten
 * stand elsewhere in the same text. The same seed gives the same claims.
 */
export function perturbClaims(count: number, seed: number): PlantedClaim[] {
  const random = createRandom(seed);
  return Array.from({ length: count }, (_, i) => {
    const facts = Array.from({ length: SENTENCES }, () => drawFact(random));
    const evidence = facts.map((fact) => write(fact, fact.template[0], 0)).join(" ");
    const fact = random.pick(facts);
    const form = random.pick(fact.template.slice(1));
    if (i % 2 === 0) return { evidence, claim: write(fact, form, 1), error: undefined };
    const slot = random.pick([...fact.values.keys()].filter((candidate) => form.includes(`{${candidate}}`)));
    const wrong = otherValue(random, slot, fact, facts);
    const claim = write({ ...fact, values: new Map(fact.values).set(slot, wrong) }, form, 1);
    return { evidence, claim, error: ERROR_OF[slot] };
  });
}

function drawFact(random: Random): Fact {
  const template = random.pick(TEMPLATES);
  // as: the placeholders of the templates are the names of slots
  const slots = [...new Set([...template[0].matchAll(/\{(\w+)\}/g)].map(([, slot]) => slot as Slot))];
  return { template, values: new Map(slots.map((slot) => [slot, drawSlot(random, slot)])) };
}

/** A value that is another one, of this kind. */
function otherValue(random: Random, slot: Slot, fact: Fact, facts: readonly Fact[]): readonly string[] {
  const right = fact.values.get(slot)?.[0];
  const others = facts.flatMap(({ values }) => [values.get(slot) ?? []]).filter(([first]) => first && first !== right);
  if (others.length > 0 && random.next() < BORROWED) return random.pick(others);
  for (;;) {
    const drawn = drawSlot(random, slot);
    if (drawn[0] !== right) return drawn;
  }
}

/** Fills a form; `spelling` chooses how values are written. */
function write({ values }: Fact, form: string, spelling: number): string {
  return form.replaceAll(/\{(\w+)\}/g, (_, slot: string) => {
    const spellings = values.get(slot as Slot) ?? []; // as: the placeholders of the templates are the names of slots
    return spellings[spelling % spellings.length] ?? "";
  });
}

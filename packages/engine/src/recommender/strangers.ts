import { growFloat64, grownCapacity } from "./capacity.ts";
import { growthAt } from "./forward-decay.ts";
import type { Popularity } from "./popularity.ts";
import { setPopularity } from "./popularity.ts";

/**
 * Evidence of people nobody vouches for, held against that of people somebody does: a public key makes as many strangers
 * as its owner likes. All sums share the scale of the popularity.
 */
export type Strangers = {
  /** Evidence of known people by item slot. */
  known: Float64Array;
  /** What strangers claimed, by item slot, after damping by network. */
  claimed: Float64Array;
  /** What strangers of one network did with one item, by a hash of both: a collision damps too much, never too little. */
  byNetwork: Float32Array;
  /** Claims of strangers for each unit of known evidence, as most items have it; undefined without enough known people. */
  ratio: number | undefined;
  /** Interactions until the ratio is measured again. */
  untilMeasured: number;
};

const CELLS = 1 << 16;
/** From this much evidence on, in views, one network's further evidence for an item counts half and less. */
const NETWORK_LIMIT = 6;
/** Strangers may say this much for an item that no known person has touched. */
const SPARE = 2;
/** How far above the usual strangers' evidence for an item has to be: well above what chance does. */
const CROWD = { factor: 1.5, spare: 10 } as const;
/** Share of the voice of strangers that they have themselves, where known people could speak for them. */
const REFINING = 0.25;
/** The ratio is trusted when this many items have this much known evidence, and measured again after so many interactions. */
const MEASURING = { items: 20, evidence: 5, every: 1_024 } as const;
/** Where nearly everybody is known, a stranger still counts. */
const LEAST_RATIO = 0.25;

/** Nobody yet. */
export function createStrangers(): Strangers {
  return {
    known: new Float64Array(64),
    claimed: new Float64Array(64),
    byNetwork: new Float32Array(0),
    ratio: undefined,
    untilMeasured: MEASURING.every,
  };
}

/** Rescales all sums with those of the popularity. */
export function rescaleStrangers({ known, claimed, byNetwork }: Strangers, factor: number): void {
  for (const sums of [known, claimed, byNetwork]) {
    for (let index = 0; index < sums.length; index += 1) sums[index] = (sums[index] ?? 0) * factor;
  }
}

/** Counts evidence of a known person. */
export function addKnown(strangers: Strangers, slot: number, scaled: number): void {
  reserve(strangers, slot + 1);
  strangers.known[slot] = (strangers.known[slot] ?? 0) + scaled;
}

/**
 * What is left of a stranger's evidence beside what others of their network did with the item: the sum over a network
 * grows as a logarithm, and so is bounded where it comes day after day.
 */
export function dampByNetwork(
  strangers: Strangers,
  popularity: Popularity,
  claim: { slot: number; network: string; weight: number; timestampMs: number },
): number {
  const { slot, network, weight, timestampMs } = claim;
  reserve(strangers, slot + 1);
  if (strangers.byNetwork.length === 0) strangers.byNetwork = new Float32Array(CELLS);
  const growth = growthAt(popularity.decay, timestampMs);
  // An unknown network does not say how many people share it.
  const damped = network === "" ? weight : dampClaim(strangers.byNetwork, hash(network, slot), weight, growth);
  strangers.claimed[slot] = (strangers.claimed[slot] ?? 0) + damped * growth;
  return damped;
}

function dampClaim(byNetwork: Float32Array, cell: number, weight: number, growth: number): number {
  const before = NETWORK_LIMIT + (byNetwork[cell] ?? 0) / growth;
  byNetwork[cell] = (byNetwork[cell] ?? 0) + weight * growth;
  return NETWORK_LIMIT * Math.log((before + weight) / before);
}

/**
 * What strangers may add: a claim counts `weight`, and all claims together `ratio` for each unit of known evidence, and
 * `spare` besides.
 */
export type Allowance = { weight: number; ratio: number; spare: number };

/**
 * Once known people say how much strangers usually do with an item, these only refine the picture: known evidence stands
 * for three quarters of what strangers like it do, and their own claims for the rest, and for no more than is usual. So
 * ten thousand who agree on one item are worth what a few are. Undefined without enough known people: then all counts.
 */
export function allowStrangers({ ratio }: Strangers): Allowance | undefined {
  if (ratio === undefined) return undefined;
  const weight = REFINING / (1 + (1 - REFINING) * ratio);
  return { weight, ratio: ratio * weight, spare: SPARE * weight };
}

/**
 * Whether strangers say far more of an item than they say of others, beside known people: then their steps to and from it
 * are not believed. @param growth weight of one interaction now, in the scale of the sums
 */
export function isCrowded({ ratio, known, claimed }: Strangers, slot: number, growth: number): boolean {
  if (ratio === undefined) return false;
  return (claimed[slot] ?? 0) > CROWD.factor * ratio * (known[slot] ?? 0) + CROWD.spare * growth;
}

/** The part of a stranger's evidence that counts for the popularity of an item. */
export function admitStranger(
  strangers: Strangers,
  popularity: Popularity,
  claim: { slot: number; weight: number; timestampMs: number },
): number {
  const { slot, weight, timestampMs } = claim;
  const allowance = allowStrangers(strangers);
  if (!allowance) return weight;
  const growth = growthAt(popularity.decay, timestampMs);
  const known = strangers.known[slot] ?? 0;
  const admitted = (popularity.sums[slot] ?? 0) - known;
  const room = (allowance.ratio * known - admitted) / growth + allowance.spare;
  return Math.max(0, Math.min(weight * allowance.weight, room));
}

/**
 * Measures the ratio when it is time, and holds what strangers have added before against it.
 * @returns whether it did. O(items × log items), amortised O(1) of an interaction
 */
export function measureStrangers(strangers: Strangers, popularity: Popularity, timestampMs: number): boolean {
  strangers.untilMeasured -= 1;
  if (strangers.untilMeasured > 0) return false;
  strangers.untilMeasured = MEASURING.every;
  const growth = growthAt(popularity.decay, timestampMs);
  const ratios: number[] = [];
  strangers.known.forEach((known, slot) => {
    if (known >= MEASURING.evidence * growth) ratios.push((strangers.claimed[slot] ?? 0) / known);
  });
  strangers.ratio = typicalRatio(ratios);
  const allowance = allowStrangers(strangers);
  if (!allowance) return false;
  strangers.known.forEach((known, slot) => {
    const most = known + allowance.ratio * known + allowance.spare * growth;
    if ((popularity.sums[slot] ?? 0) > most) setPopularity(popularity, slot, most);
  });
  return true;
}

/** Median, which whoever pushes fewer than half of the items cannot move; undefined of too few. */
export function typicalRatio(ratios: number[]): number | undefined {
  if (ratios.length < MEASURING.items) return undefined;
  ratios.sort((left, right) => left - right);
  return Math.max(LEAST_RATIO, ratios[ratios.length >> 1] ?? 0);
}

/** Forgets an item. */
export function dropStrangers(strangers: Strangers, slot: number): void {
  strangers.known[slot] = 0;
  strangers.claimed[slot] = 0;
}

function reserve(strangers: Strangers, needed: number): void {
  if (needed <= strangers.known.length) return;
  const capacity = grownCapacity(strangers.known.length, needed);
  strangers.known = growFloat64(strangers.known, capacity);
  strangers.claimed = growFloat64(strangers.claimed, capacity);
}

/** FNV-1a over the network's text, mixed with the slot. */
function hash(network: string, slot: number): number {
  let state = 0x811c9dc5;
  for (let index = 0; index < network.length; index += 1) {
    state = Math.imul(state ^ network.charCodeAt(index), 0x01000193);
  }
  state = Math.imul(state ^ slot, 0x9e3779b1);
  return (state ^ (state >>> 15)) & (CELLS - 1);
}

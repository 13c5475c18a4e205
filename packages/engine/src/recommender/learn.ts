import { growthAt } from "./forward-decay.ts";
import { compareIds, ITEM_STATE, internItem, releaseItem } from "./items.ts";
import type { Model } from "./model.ts";
import { addPopularity, beginPopularity, reservePopularity, setPopularity } from "./popularity.ts";
import {
  addKnown,
  admitStranger,
  allowStrangers,
  dampByNetwork,
  dropStrangers,
  isCrowded,
  measureStrangers,
  rescaleStrangers,
} from "./strangers.ts";
import { addTransition, beginTransitions, dropFromTransitions, trimClaims } from "./transitions.ts";
import { setItemVector } from "./vectors.ts";
import { dropFromWindows, findInWindow, pushWindow, touchPerson } from "./windows.ts";

/** Something a person did with an item. */
export type Interaction = {
  personId: string;
  itemId: string;
  action: string;
  weight: number;
  timestampMs: number;
  /** Network that it came from, empty if not known, where nobody vouches for the person; absent for a known one. */
  network?: string | undefined;
};

/** Transitions weaker than this part of a full one are not worth a place in a row. */
const LEAST_TRANSITION = 0.02;

/**
 * Folds one interaction into popularity and transitions. O(window × successors per item), both small constants.
 *
 * A repeat within the person's window adds only what the earlier one has lost since or what the stronger action has
 * more: reloading a page teaches nothing, viewing and then buying counts as buying. So one person adds to one item no
 * more than their strongest action, as long as the item is in their window. Late interactions find their place by time.
 * An interaction of weight ≤ 0 counts in the statistics and teaches nothing.
 * @throws RangeError when weight or time is not finite: one NaN would spread through every sum
 */
export function learnInteraction(model: Model, interaction: Interaction): void {
  const { weight, timestampMs } = interaction;
  if (!Number.isFinite(weight) || !Number.isFinite(timestampMs)) {
    throw new RangeError(`An interaction needs a finite weight and time, not ${weight} at ${timestampMs}`);
  }
  model.interactions += 1;
  if (weight <= 0) return;
  const item = internItem(model.items, interaction.itemId);
  const person = touchPerson(model.windows, interaction.personId);
  const place = findInWindow(model.windows, person, item);
  const { held, heldAtMs } =
    place < 0 ? { held: 0, heldAtMs: timestampMs } : readHeld(model, person, place, timestampMs);
  const gain = weight - held;
  if (gain > 0) {
    learnGain(model, person, item, gain, interaction);
  }
  pushWindow(model.windows, person, place, {
    item,
    weight: Math.max(weight, held),
    timestampMs: Math.max(timestampMs, heldAtMs),
  });
  if (model.items.slots.size - model.items.catalogued > model.options.maxUncataloguedItems) forgetUncatalogued(model);
}

/** What strangers do counts less the more their network has done, and no more than known people make likely. */
function learnGain(model: Model, person: number, item: number, gain: number, interaction: Interaction): void {
  const { popularity, strangers } = model;
  const { timestampMs, network } = interaction;
  const factor = beginPopularity(popularity, timestampMs);
  if (factor !== 1) rescaleStrangers(strangers, factor);
  const allowance = measureStrangers(strangers, popularity, timestampMs) && allowStrangers(strangers);
  const growth = growthAt(popularity.decay, timestampMs);
  if (allowance) trimClaims(model.transitions, allowance, (slot) => isCrowded(strangers, slot, growth), timestampMs);
  reservePopularity(popularity, item + 1);
  if (network === undefined) {
    addKnown(strangers, item, gain * growth);
    addWanted(model, item, gain, timestampMs);
    learnTransitions(model, person, item, { gain, timestampMs });
    return;
  }
  const claim = dampByNetwork(strangers, popularity, { slot: item, network, weight: gain, timestampMs });
  const admitted = admitStranger(strangers, popularity, { slot: item, weight: claim, timestampMs });
  addWanted(model, item, admitted, timestampMs);
  learnTransitions(model, person, item, { gain: claim, timestampMs, stranger: true });
}

function addWanted({ popularity, trending }: Model, item: number, weight: number, timestampMs: number): void {
  addPopularity(popularity, item, weight, timestampMs);
  beginPopularity(trending, timestampMs);
  addPopularity(trending, item, weight, timestampMs);
}

/** Forgets the less popular half of the items that are in no catalog. O(items + pairs + windows), once per half a bound. */
export function forgetUncatalogued(model: Model): void {
  const { items, popularity } = model;
  const seen: number[] = [];
  for (let slot = 0; slot < items.ids.length; slot += 1) {
    if (items.states[slot] === ITEM_STATE.seen) seen.push(slot);
  }
  const popularityOf = (slot: number) => popularity.sums[slot] ?? 0;
  seen.sort((left, right) => popularityOf(right) - popularityOf(left) || compareIds(items, left, right));
  const dropped = new Uint8Array(items.ids.length);
  const leaving = seen.slice(Math.floor(model.options.maxUncataloguedItems / 2));
  for (const slot of leaving) dropped[slot] = 1;
  const isDropped = (slot: number) => dropped[slot] === 1;
  dropFromTransitions(model.transitions, isDropped);
  dropFromWindows(model.windows, isDropped);
  for (const slot of leaving) {
    setPopularity(popularity, slot, 0);
    if (slot < model.trending.sums.length) setPopularity(model.trending, slot, 0);
    dropStrangers(model.strangers, slot);
    setItemVector(model.vectors, slot, null);
    releaseItem(items, slot);
  }
}

/** What is left at a time of the weight that a window entry has already added. */
function readHeld(
  model: Model,
  person: number,
  place: number,
  timestampMs: number,
): { held: number; heldAtMs: number } {
  const entry = person * model.windows.size + place;
  const heldAtMs = model.windows.timesMs[entry] ?? timestampMs;
  const age = Math.abs(timestampMs - heldAtMs) / model.options.popularityHalfLifeMs;
  return { held: (model.windows.weights[entry] ?? 0) * 2 ** -age, heldAtMs };
}

/**
 * Steps from the person's other last items to this one, or from this one to them where it came first. Those of a stranger
 * count as far as known people make them likely.
 */
function learnTransitions(
  model: Model,
  person: number,
  item: number,
  { gain, timestampMs, stranger }: { gain: number; timestampMs: number; stranger?: true },
): void {
  const { windows, transitions, options } = model;
  const base = person * windows.size;
  const count = windows.counts[person] ?? 0;
  const growth = growthAt(model.popularity.decay, timestampMs);
  const isCrowdedItem = isCrowded(model.strangers, item, growth);
  const allowance = allowStrangers(model.strangers);
  let rankFactor = 1;
  for (let index = base; index < base + count; index += 1) {
    const other = windows.items[index] ?? 0;
    if (other === item) continue;
    const otherMs = windows.timesMs[index] ?? timestampMs;
    const gapMs = timestampMs - otherMs;
    const strength = rankFactor * 2 ** (-Math.abs(gapMs) / options.transitionGapHalfLifeMs);
    rankFactor *= options.transitionRankDecay;
    if (strength < LEAST_TRANSITION) continue;
    const [from, to] = gapMs >= 0 ? [other, item] : [item, other];
    // A step happens when its second half does; for a late interaction that is the other item's time.
    const unit = beginTransitions(transitions, Math.max(timestampMs, otherMs));
    const added = gain * strength * unit;
    const isCrowd = isCrowdedItem || isCrowded(model.strangers, other, growth);
    const claim = stranger && { allowance: isCrowd ? allowance : undefined, unit };
    addTransition(transitions, from, to, added, claim);
    if (options.reverseWeight > 0) addTransition(transitions, to, from, added * options.reverseWeight, claim);
  }
}

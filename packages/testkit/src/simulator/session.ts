import { deriveRandom, drawDuration, drawGeometric, drawWeighted, STREAMS } from "./draws.ts";
import type { Channel } from "./surroundings.ts";
import { CHANNELS } from "./surroundings.ts";
import type { SimulatedMessage, Tape } from "./tape.ts";
import { createTape, recordIdentify, recordPage, recordTrack, wait } from "./tape.ts";
import type { Visitor } from "./visitor.ts";
import type { Mind, World } from "./world.ts";
import { drawNextItem, driftTaste, isAvailable } from "./world.ts";

/** Together with the longest dwell times this keeps a visit under two and a half hours. */
const MAX_VIEWS = 40;
const MAX_DWELL_MS = 150_000;

/** What lasts from one visit of a person to the next. */
export type Memory = {
  visits: number;
  /** Quantity by item. */
  cart: Map<number, number>;
  /** anonymousIds of the devices. */
  signedInOn: Set<string>;
  /** The mind at the end of the visit; a new visit starts from the visitor's own taste. */
  mind: Mind;
};

type Visit = { world: World; visitor: Visitor; memory: Memory; tape: Tape };

export function createMemory(visitor: Visitor): Memory {
  return { visits: 0, cart: new Map(), signedInOn: new Set(), mind: freshMind(visitor) };
}

/**
 * Everything one visit sends, ascending in time; changes `memory`.
 * @param ordinal place of the visit among all visits, which names its random stream
 */
export function recordVisit(
  world: World,
  visitor: Visitor,
  memory: Memory,
  begin: { ordinal: number; startMs: number },
): SimulatedMessage[] {
  const random = deriveRandom(world.options.seed, STREAMS.session, begin.ordinal);
  const [first, second] = visitor.devices;
  const device = second && memory.visits > 0 && random.next() < 0.4 ? second : first;
  const channel = CHANNELS[drawWeighted(random, CHANNELS.map(memory.visits > 0 ? returnWeightOf : weightOf))];
  if (!channel) throw new RangeError("There is no channel to come by");
  const userId = memory.signedInOn.has(device.anonymousId) ? visitor.userId : undefined;
  const { origin } = world.options;
  const tape = createTape({ random, origin, visitor, device, channel, userId, nowMs: begin.startMs });
  const visit: Visit = { world, visitor, memory, tape };
  memory.mind = freshMind(visitor);
  browse(visit);
  if (memory.cart.size > 0) goToCart(visit);
  memory.visits += 1;
  return tape.messages;
}

function browse(visit: Visit): void {
  const { world, visitor, memory, tape } = visit;
  const { random } = tape;
  const { mind } = memory;
  const extra = visitor.cold ? random.int(2) : drawGeometric(random, world.options.meanExtraViews);
  const views = Math.min(MAX_VIEWS, 1 + extra);
  if (tape.channel.landing === "home") recordPage(tape, { name: "Home", path: "/", title: "Home" });
  if (memory.signedInOn.size > 0 && random.next() < 0.6) signIn(visit);
  for (let view = 0; view < views; view += 1) {
    const item = drawNextItem(world, random, mind, tape.nowMs);
    const category = world.categoryOf[item] ?? 0;
    const landsOnItem = view === 0 && tape.channel.landing === "product";
    if (category !== mind.focus && !landsOnItem) openCategory(visit, category);
    mind.lastItem = item;
    mind.focus = category;
    openProduct(visit, item);
    if (visitor.joins && random.next() < 0.25) signIn(visit);
    if (random.next() < world.options.driftProbability) driftTaste(world, random, mind);
  }
}

function openCategory({ world, tape }: Visit, category: number): void {
  const name = world.categories[category] ?? "";
  const shelf = world.shelves[category]?.items ?? [];
  const listed = shelf.filter((item) => isAvailable(world, item, tape.nowMs)).slice(0, 6);
  recordPage(tape, { name: "Category", path: "/category.html", query: { c: name }, title: name }, { category: name });
  const products = listed.map((item, place) => ({ product_id: world.options.catalog[item]?.id, position: place + 1 }));
  recordTrack(tape, "Product List Viewed", { list_id: name, category: name, products });
  wait(tape, drawDuration(tape.random, 12_000, 60_000));
}

function openProduct(visit: Visit, item: number): void {
  const { world, visitor, memory, tape } = visit;
  const product = describeProduct(world, item);
  const page = { name: "Product", path: "/product.html", query: { id: product.product_id }, title: product.name };
  recordPage(tape, page, { product_id: product.product_id });
  recordTrack(tape, "Product Viewed", product);
  wait(tape, drawDuration(tape.random, 25_000, MAX_DWELL_MS));
  const liking = visitor.taste[world.categoryOf[item] ?? 0] ?? 0;
  if (tape.random.next() < 0.06 + 0.2 * liking) {
    memory.cart.set(item, (memory.cart.get(item) ?? 0) + 1);
    recordTrack(tape, "Product Added", { ...product, quantity: 1 });
  } else if (memory.cart.size > 0 && tape.random.next() < 0.08) {
    dropFromCart(visit, tape.random.pick([...memory.cart.keys()]));
  }
}

function dropFromCart({ world, memory, tape }: Visit, item: number): void {
  const quantity = memory.cart.get(item) ?? 1;
  memory.cart.delete(item);
  recordTrack(tape, "Product Removed", { ...describeProduct(world, item), quantity });
}

/** Looks at the cart; about half of the visitors buy, the others leave it for another day. */
function goToCart(visit: Visit): void {
  const { world, visitor, memory, tape } = visit;
  recordPage(tape, { name: "Cart", path: "/cart.html", title: "Your basket" });
  wait(tape, drawDuration(tape.random, 20_000, 90_000));
  if (tape.random.next() < 0.5) return;
  if (visitor.joins) signIn(visit);
  const lines = [...memory.cart].map(([item, quantity]) => ({ ...describeProduct(world, item), quantity }));
  const cents = lines.reduce((sum, { price, quantity }) => sum + Math.round(price * 100) * quantity, 0);
  recordTrack(tape, "Order Completed", {
    order_id: `order-${visitor.index + 1}-${memory.visits + 1}`,
    total: cents / 100,
    currency: lines[0]?.currency ?? "USD",
    products: lines,
  });
  recordPage(tape, { name: "Order Complete", path: "/order-complete.html", title: "Thank you" });
  memory.cart.clear();
}

/** Signs in on this device, once. */
function signIn({ memory, tape }: Visit): void {
  if (memory.signedInOn.has(tape.device.anonymousId)) return;
  memory.signedInOn.add(tape.device.anonymousId);
  recordPage(tape, { name: "Sign In", path: "/signin.html", title: "Sign in" });
  wait(tape, drawDuration(tape.random, 15_000, 60_000));
  recordIdentify(tape);
}

function describeProduct(world: World, item: number) {
  const product = world.options.catalog[item];
  return {
    product_id: product?.id ?? "",
    name: product?.name ?? "",
    category: product?.categories[0] ?? "Other",
    price: (product?.priceCents ?? 0) / 100,
    currency: product?.currency ?? "USD",
  };
}

function freshMind(visitor: Visitor): Mind {
  return { taste: visitor.taste, focus: -1, lastItem: -1 };
}

const weightOf = (channel: Channel) => channel.weight;
const returnWeightOf = (channel: Channel) => channel.returnWeight;

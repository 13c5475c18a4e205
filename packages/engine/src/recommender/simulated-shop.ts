import type { Random } from "../random.ts";
import { createRandom, createZipf } from "../random.ts";
import type { RecommenderItem } from "./terms.ts";

/** How large a simulated shop is and how it behaves. */
export type ShopOptions = { seed: number; persons: number; items: number; interactions: number; days: number };

/** A log with a known cause: interaction i is person `persons[i]` viewing item `items[i]` at `timesMs[i]`, in order of time. */
export type SimulatedShop = {
  catalog: RecommenderItem[];
  persons: Int32Array;
  items: Int32Array;
  timesMs: Float64Array;
  endMs: number;
};

const START_MS = Date.UTC(2026, 0, 1);
const MINUTE_MS = 60_000;
const SHOP = {
  itemsPerShelf: 20,
  shelvesPerDepartment: 5,
  /** Departments a person likes; the first is liked most. */
  tastes: 3,
  /** Mean interactions of a session. */
  sessionLength: 4,
  /** Of the steps within a session: along the shelf to a near item, elsewhere in the department; the rest goes anywhere. */
  sameShelf: 0.45,
  sameDepartment: 0.3,
  /** Of the sessions: started in a department that the person likes; the rest starts with what is popular. */
  byTaste: 0.7,
  popularityExponent: 0.9,
} as const;

/**
 * Simulates visits to a shop: items of Zipf popularity stand on shelves of departments, every person likes a few
 * departments (latent taste), walks through sessions as a Markov chain over shelf, department and shop, and views
 * nothing twice. Made to give every generator something true to find and plenty of noise; not fitted to any real shop,
 * so figures on it compare methods with each other only.
 */
export function simulateShop(options: ShopOptions): SimulatedShop {
  const random = createRandom(options.seed);
  const shop = furnish(random, options);
  const persons = new Int32Array(options.interactions);
  const items = new Int32Array(options.interactions);
  const timesMs = new Float64Array(options.interactions);
  const seen = Array.from({ length: options.persons }, () => new Set<number>());
  const tastes = Array.from({ length: options.persons }, () =>
    Array.from({ length: SHOP.tastes }, () => random.int(shop.departments.length)),
  );
  const drawPerson = createZipf(random, options.persons, 0.3);
  const stepMs = (options.days * 24 * 60 * MINUTE_MS) / options.interactions;
  let count = 0;
  while (count < options.interactions) {
    const person = drawPerson();
    const mine = seen[person] ?? new Set();
    let item = -1;
    do {
      item = drawUnseen(mine, () =>
        item < 0 ? startSession(shop, random, tastes[person] ?? []) : step(shop, random, item),
      );
      if (item < 0) break;
      mine.add(item);
      persons[count] = person;
      items[count] = item;
      timesMs[count] = START_MS + count * stepMs;
      count += 1;
    } while (count < options.interactions && random.next() > 1 / SHOP.sessionLength);
  }
  return { catalog: shop.catalog, persons, items, timesMs, endMs: START_MS + options.interactions * stepMs };
}

type Furnished = {
  catalog: RecommenderItem[];
  /** Items by department, each with a draw by popularity within it. */
  departments: { items: number[]; draw: () => number }[];
  departmentOf: Int32Array;
  drawAny: () => number;
};

function furnish(random: Random, { items }: ShopOptions): Furnished {
  const shelves = Math.ceil(items / SHOP.itemsPerShelf);
  const departmentCount = Math.ceil(shelves / SHOP.shelvesPerDepartment);
  const departmentOf = new Int32Array(items);
  const members: number[][] = Array.from({ length: departmentCount }, () => []);
  const catalog = Array.from({ length: items }, (_, index) => {
    const shelf = Math.floor(index / SHOP.itemsPerShelf);
    const department = Math.floor(shelf / SHOP.shelvesPerDepartment);
    departmentOf[index] = department;
    members[department]?.push(index);
    return describe(index, shelf, department, random);
  });
  const byPopularity = shuffle(random, catalog.length);
  const drawRank = createZipf(random, items, SHOP.popularityExponent);
  const rankOf = new Int32Array(items);
  byPopularity.forEach((item, rank) => {
    rankOf[item] = rank;
  });
  const departments = members.map((own) => {
    own.sort((left, right) => (rankOf[left] ?? 0) - (rankOf[right] ?? 0));
    const draw = createZipf(random, own.length, SHOP.popularityExponent);
    return { items: own, draw: () => own[draw()] ?? 0 };
  });
  return { catalog, departments, departmentOf, drawAny: () => byPopularity[drawRank()] ?? 0 };
}

function describe(index: number, shelf: number, department: number, random: Random): RecommenderItem {
  return {
    id: `item-${index}`,
    name: `Product ${index} of shelf ${shelf}`,
    description: `Made of material ${random.int(30)} in colour ${random.int(12)}`,
    categories: [`Department ${department}`, `Shelf ${shelf}`],
    tags: [`brand ${random.int(200)}`],
    available: true,
  };
}

function startSession(shop: Furnished, random: Random, tastes: readonly number[]): number {
  if (random.next() >= SHOP.byTaste) return shop.drawAny();
  const department = random.next() < 0.6 ? tastes[0] : random.pick(tastes);
  return shop.departments[department ?? 0]?.draw() ?? 0;
}

/** Along the shelf a step is short and mostly forward, so that single pairs of items belong together. */
function step(shop: Furnished, random: Random, from: number): number {
  const where = random.next();
  if (where < SHOP.sameShelf) {
    const first = from - (from % SHOP.itemsPerShelf);
    const size = Math.min(SHOP.itemsPerShelf, shop.catalog.length - first);
    return first + ((from - first + 1 + Math.floor(Math.abs(random.normal()) * 2)) % size);
  }
  if (where < SHOP.sameShelf + SHOP.sameDepartment) {
    return shop.departments[shop.departmentOf[from] ?? 0]?.draw() ?? 0;
  }
  return shop.drawAny();
}

/** Draws until an item is new to the person; gives up after a while, since the person may have seen them all. −1 then. */
function drawUnseen(seen: ReadonlySet<number>, draw: () => number): number {
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const item = draw();
    if (!seen.has(item)) return item;
  }
  return -1;
}

function shuffle(random: Random, size: number): number[] {
  const order = Array.from({ length: size }, (_, index) => index);
  for (let index = size - 1; index > 0; index -= 1) {
    const other = random.int(index + 1);
    const held = order[index] ?? 0;
    order[index] = order[other] ?? 0;
    order[other] = held;
  }
  return order;
}

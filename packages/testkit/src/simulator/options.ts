import type { CatalogItem } from "@rapport/contracts/catalog";

/** What the simulator needs to know of a product; every catalog item has it. */
export type SimulatedItem = Pick<CatalogItem, "id" | "name" | "categories" | "priceCents" | "currency">;

export type SimulatorOptions = {
  seed: number;
  visitors: number;
  /** Time of the first possible message, ms since the epoch. All times follow from it. */
  startMs: number;
  /** Length of the simulated period; at least 1. No message lies after its end. */
  days: number;
  catalog: readonly SimulatedItem[];
  /** Origin of the simulated shop's pages. */
  origin: string;
  /** Exponent of the popularity law: the item of rank r is drawn with a weight of r^-exponent. */
  zipfExponent: number;
  /** Dirichlet concentration of tastes; the smaller, the more a visitor cares for one category only. */
  tasteConcentration: number;
  /** Probability that the next item is one of the current item's planted successors. */
  followProbability: number;
  /** Probability that the next item stays in the current category, given that it is no successor. */
  stayProbability: number;
  /** Probability, per view, that the session's taste moves towards a neighbouring category. */
  driftProbability: number;
  /** Mean number of items viewed in a session beyond the first. */
  meanExtraViews: number;
  /** Mean number of visits beyond the first. */
  meanReturns: number;
  /** Share of visitors who are willing to sign in; about two thirds of them get to it. */
  joinShare: number;
  /** Share of visitors with a second device. */
  secondDeviceShare: number;
  /** Share of items that join the catalog late. */
  coldItemShare: number;
  /** Share of visitors who come once, in the last tenth of the period, and view at most two items. */
  coldVisitorShare: number;
};

const DEFAULTS = {
  origin: "https://shop.example",
  zipfExponent: 1,
  tasteConcentration: 0.35,
  followProbability: 0.35,
  stayProbability: 0.6,
  driftProbability: 0.1,
  meanExtraViews: 5,
  meanReturns: 1.5,
  joinShare: 0.4,
  secondDeviceShare: 0.4,
  coldItemShare: 0.05,
  coldVisitorShare: 0.05,
} as const satisfies Partial<SimulatorOptions>;

/** What a caller must say; the rest has defaults. */
export type SimulatorInput = Pick<SimulatorOptions, "seed" | "visitors" | "startMs" | "days" | "catalog"> &
  Partial<SimulatorOptions>;

/** Adds the defaults. @throws RangeError for a catalog, a count or a period that cannot be simulated */
export function resolveOptions(input: SimulatorInput): SimulatorOptions {
  if (input.catalog.length < 10) throw new RangeError(`The catalog has ${input.catalog.length} items; 10 are needed`);
  if (!(Number.isInteger(input.visitors) && input.visitors >= 1)) {
    throw new RangeError(`visitors must be a whole number of at least 1, not ${input.visitors}`);
  }
  if (!(input.days >= 1)) throw new RangeError(`days must be at least 1, not ${input.days}`);
  if (!Number.isInteger(input.startMs))
    throw new RangeError(`startMs must be whole milliseconds, not ${input.startMs}`);
  return { ...DEFAULTS, ...input };
}

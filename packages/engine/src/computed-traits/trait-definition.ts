/** What a property may be for a trait to use it; longer texts than 255 UTF-16 code units are left out. */
export type Scalar = string | number | boolean;

/** How a condition compares. Numbers compare with numbers (and with texts that are one), texts by code units. */
export type ConditionOperator =
  | "equals"
  | "not_equals"
  | "one_of"
  | "contains"
  | "greater_than"
  | "at_least"
  | "less_than"
  | "at_most"
  | "exists"
  | "not_exists";

/** One demand on an event; `property` is a path such as `price`, `cart.total` or `context.page.path`. */
export type Condition = { property: string; operator: ConditionOperator; value?: Scalar | Scalar[] | undefined };

/** What is made of the events that count. `first` and `last` without a property give the event's time. */
export type Calculation =
  | { kind: "count" }
  | { kind: "sum" | "average" | "min" | "max" | "unique_count" | "most_frequent"; property: string }
  | { kind: "first" | "last"; property?: string | undefined }
  | { kind: "list"; property: string; limit: number };

/** Events by name that meet all conditions, and the calculation over them. */
export type Measure = { events: readonly string[]; where: readonly Condition[]; calculation: Calculation };

/** Events of all times, since a moment (RFC 3339), or of the last hours. */
export type TraitWindow = { kind: "all_time" } | { kind: "since"; since: string } | { kind: "rolling"; hours: number };

/** A computed trait: a measure over a window; with `per`, its ratio to a second measure over the same window. */
export type TraitDefinition = { measure: Measure; per?: Measure | undefined; window: TraitWindow };

/** An event as a trait sees it. `atMs` is when it happened, at the latest when it arrived. */
export type Observation = {
  name: string;
  atMs: number;
  id: string;
  properties: Record<string, unknown>;
  context: Record<string, unknown>;
};

/** What a trait is for one person; null where no event says anything. */
export type TraitValue = Scalar | Scalar[] | null;

import type {
  ConditionOperator,
  PutComputedTrait,
  TraitCalculation,
  TraitCondition,
  TraitMeasure,
  TraitWindow,
} from "@rapport/contracts/computed-traits";
import { putComputedTraitSchema } from "@rapport/contracts/computed-traits";

/** Fields of one measure, as texts. */
export type MeasureForm = {
  kind: TraitCalculation["kind"];
  property: string;
  limit: string;
  events: string;
  where: { id: number; property: string; operator: ConditionOperator; value: string }[];
};
export type TraitForm = {
  key: string;
  description: string;
  measure: MeasureForm;
  /** Set: the measure is divided by it. */
  per: MeasureForm | undefined;
  window: { kind: TraitWindow["kind"]; amount: string; unit: "hours" | "days"; since: string };
};

let conditions = 0;

export function emptyMeasure(events = ""): MeasureForm {
  return { kind: "count", property: "", limit: "10", events, where: [] };
}

export function emptyCondition(): MeasureForm["where"][number] {
  return { id: ++conditions, property: "", operator: "equals", value: "" };
}

/** The form of a trait; of a new one without. */
export function toForm(trait: PutComputedTrait | undefined): TraitForm {
  if (!trait) {
    const window = { kind: "rolling", amount: "30", unit: "days", since: "" } as const;
    return { key: "", description: "", measure: emptyMeasure("Order Completed"), per: undefined, window };
  }
  const { key, description, definition } = trait;
  const { measure, per, window } = definition;
  const hours = window.kind === "rolling" ? window.hours : 720;
  const isDays = hours % 24 === 0;
  return {
    key,
    description,
    measure: toMeasureForm(measure),
    per: per && toMeasureForm(per),
    window: {
      kind: window.kind,
      amount: String(isDays ? hours / 24 : hours),
      unit: isDays ? "days" : "hours",
      since: window.kind === "since" ? window.since.slice(0, 10) : "",
    },
  };
}

function toMeasureForm({ events, where, calculation }: TraitMeasure): MeasureForm {
  return {
    kind: calculation.kind,
    property: "property" in calculation ? (calculation.property ?? "") : "",
    limit: "limit" in calculation ? String(calculation.limit) : "10",
    events: events.join(", "),
    where: where.map(({ property, operator, value }) => ({
      id: ++conditions,
      property,
      operator,
      value: Array.isArray(value) ? value.join(", ") : String(value ?? ""),
    })),
  };
}

/** What the form says, or the first thing that is wrong with it. */
export function readForm(form: TraitForm): { trait: PutComputedTrait; fault?: undefined } | { fault: string } {
  const parsed = putComputedTraitSchema.safeParse({
    key: form.key.trim(),
    description: form.description,
    definition: {
      measure: readMeasure(form.measure),
      ...(form.per ? { per: readMeasure(form.per) } : {}),
      window: readWindow(form.window),
    },
  });
  if (parsed.success) return { trait: parsed.data };
  const [issue] = parsed.error.issues;
  const place = issue?.path.filter((part) => part !== "definition").join(" › ") ?? "";
  return { fault: place === "" ? (issue?.message ?? "") : `${place}: ${issue?.message}` };
}

function readMeasure({ kind, property, limit, events, where }: MeasureForm): unknown {
  const path = property.trim() === "" ? undefined : property.trim();
  const calculation = kind === "count" ? { kind } : { kind, property: path, limit: Number(limit) };
  return { events: splitList(events), where: where.map(readCondition), calculation };
}

function readCondition({ property, operator, value }: MeasureForm["where"][number]): Partial<TraitCondition> {
  if (operator === "exists" || operator === "not_exists") return { property, operator };
  return { property, operator, value: operator === "one_of" ? splitList(value).map(readScalar) : readScalar(value) };
}

/** A number stays a number: `10` and `"10"` are the same to a condition, but not to who reads it. */
function readScalar(text: string): string | number | boolean {
  if (text === "true" || text === "false") return text === "true";
  return /^-?\d{1,15}(\.\d+)?$/.test(text) ? Number(text) : text;
}

function readWindow({ kind, amount, unit, since }: TraitForm["window"]): unknown {
  if (kind === "rolling") return { kind, hours: Number(amount) * (unit === "days" ? 24 : 1) };
  return kind === "since" ? { kind, since: `${since}T00:00:00Z` } : { kind };
}

function splitList(text: string): string[] {
  return text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

import type { Condition, PlacementRule } from "@rapport/contracts/placements";

/** One test of an item, as texts. */
export type ConditionForm = { id: number; field: string; op: Condition["op"]; value: string };

/** One rule of any kind, as texts: what another kind needs is kept while one tries kinds. */
export type RuleForm = {
  id: number;
  kind: PlacementRule["kind"];
  itemId: string;
  /** From 1, as people count. */
  place: string;
  when: ConditionForm[];
  factor: string;
  weight: string;
  actions: Extract<PlacementRule, { kind: "repeat" }>["actions"];
  level: string;
  max: string;
};

let ids = 0;

export function emptyCondition(): ConditionForm {
  return { id: ++ids, field: "category", op: "eq", value: "" };
}

export function emptyRule(kind: PlacementRule["kind"]): RuleForm {
  const numbers = { place: "1", factor: "2", weight: "0.5", level: "1", max: "3" };
  return { id: ++ids, kind, itemId: "", when: [emptyCondition()], actions: ["viewed"], ...numbers };
}

export function toRuleForm(rule: PlacementRule): RuleForm {
  const form = emptyRule(rule.kind);
  switch (rule.kind) {
    case "pin":
      return { ...form, itemId: rule.itemId, place: String(rule.position + 1) };
    case "only":
    case "exclude":
    case "bury":
      return { ...form, when: rule.when.map(toConditionForm) };
    case "boost":
      return { ...form, when: rule.when.map(toConditionForm), factor: String(rule.factor) };
    case "margin":
    case "calibrate":
      return { ...form, weight: String(rule.weight) };
    case "repeat":
      return { ...form, actions: rule.actions };
    case "category_cap":
      return { ...form, level: String(rule.level + 1), max: String(rule.max) };
  }
}

/** What the fields say; whether it holds is for the schema. */
export function readRule(form: RuleForm): unknown {
  const { kind } = form;
  switch (kind) {
    case "pin":
      return { kind, itemId: form.itemId.trim(), position: readNumber(form.place) - 1 };
    case "only":
    case "exclude":
    case "bury":
      return { kind, when: form.when.map(readCondition) };
    case "boost":
      return { kind, when: form.when.map(readCondition), factor: readNumber(form.factor) };
    case "margin":
    case "calibrate":
      return { kind, weight: readNumber(form.weight) };
    case "repeat":
      return { kind, actions: form.actions };
    case "category_cap":
      return { kind, level: readNumber(form.level) - 1, max: readNumber(form.max) };
  }
}

/** An empty field is no number: `Number("")` would make it 0. */
export function readNumber(text: string): number {
  return text.trim() === "" ? Number.NaN : Number(text);
}

function toConditionForm(condition: Condition): ConditionForm {
  const { field, op } = condition;
  const values = "values" in condition ? condition.values : "value" in condition ? [condition.value] : [];
  return { id: ++ids, field, op, value: values.map(writeScalar).join(", ") };
}

function readCondition({ field: text, op, value }: ConditionForm): unknown {
  const field = text.trim();
  switch (op) {
    case "exists":
    case "missing":
      return { op, field };
    case "in":
    case "not_in":
      return { op, field, values: splitList(value).map(readScalar) };
    case "contains":
      return { op, field, value: String(unquote(value)) };
    case "eq":
    case "ne":
      return { op, field, value: value.trim() === "" ? undefined : readScalar(value) };
    default:
      return { op, field, value: readNumber(value) };
  }
}

/** A text that would be read as something else stands in quotes, so that the code "007" survives an edit. */
function writeScalar(value: string | number | boolean): string {
  const isPlain = typeof value !== "string" || (readScalar(value) === value && !value.includes(","));
  return isPlain ? String(value) : JSON.stringify(value);
}

function readScalar(text: string): string | number | boolean {
  const bare = text.trim();
  if (bare === "true" || bare === "false") return bare === "true";
  return /^-?\d{1,15}(\.\d+)?$/.test(bare) ? Number(bare) : unquote(bare);
}

function unquote(text: string): string {
  const bare = text.trim();
  if (!/^".*"$/.test(bare)) return bare;
  try {
    return String(JSON.parse(bare));
  } catch {
    // Quotes that somebody typed as part of the value.
    return bare;
  }
}

/** Parts between commas that do not stand in quotes. */
function splitList(text: string): string[] {
  const parts = text.match(/(?:"(?:[^"\\]|\\.)*"|[^,])+/g) ?? [];
  return parts.map((part) => part.trim()).filter((part) => part !== "");
}

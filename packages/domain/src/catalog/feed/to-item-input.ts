import type { FeedFields, RowFault } from "./feed-row.ts";

type Setter = (item: Record<string, unknown>, values: readonly string[]) => string | undefined;

/**
 * The item that a row of named columns describes, for `catalogItemSchema`. Understands our own names and those of Google
 * Merchant Center; letter case, `_`, blanks and a `g:` before a name do not matter. `attributes.x` (and Google's brand,
 * condition, colour and custom labels) become attributes; a column that nothing is known of is left out.
 * @returns the input, or the field whose text cannot be read
 */
export function toItemInput(fields: FeedFields): { item: Record<string, unknown> } | { fault: Omit<RowFault, "row"> } {
  const item: Record<string, unknown> = {};
  for (const [name, raw] of fields) {
    const values = raw.map(withoutGuard).filter((value) => value !== "");
    if (values.length === 0) continue;
    const attribute = /^attributes?\.(.{1,64})$/i.exec(name)?.[1];
    const key = name
      .replace(/^g:/i, "")
      .replaceAll(/[_\s-]/g, "")
      .toLowerCase();
    const message = attribute === undefined ? SETTERS.get(key)?.(item, values) : setAttribute(item, attribute, values);
    if (message !== undefined) return { fault: { field: name, message } };
  }
  return { item };
}

const first =
  (key: string): Setter =>
  (item, [value]) => {
    item[key] ??= value;
    return undefined;
  };

const whole =
  (key: string): Setter =>
  (item, [value = ""]) => {
    if (!/^\d{1,10}$/.test(value)) return `is “${value.slice(0, 40)}” and not a whole number`;
    item[key] = Number(value);
    return undefined;
  };

/** `12.99`, `12.99 EUR` or `EUR 12.99`: units of the currency with at most two decimals. */
const money =
  (key: string): Setter =>
  (item, [value = ""]) => {
    const match = /^(?:([A-Za-z]{3})\s*)?(\d{1,8})(?:[.](\d{1,2}))?(?:\s*([A-Za-z]{3}))?$/.exec(value);
    if (!match) return `is “${value.slice(0, 40)}” and not an amount such as 12.99 or 12.99 EUR`;
    item[key] = Number(match[2]) * 100 + Number((match[3] ?? "").padEnd(2, "0"));
    const currency = match[1] ?? match[4];
    if (currency !== undefined) item.currency = currency.toUpperCase();
    return undefined;
  };

/** A date alone is its beginning in UTC. */
const moment =
  (key: string): Setter =>
  (item, [value = ""]) => {
    const text = value.split("/")[0] ?? "";
    const at = /^\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(text.replace(/([+-]\d{2})(\d{2})$/, "$1:$2")) : Number.NaN;
    if (Number.isNaN(at)) return `is “${value.slice(0, 40)}” and not a time such as 2026-03-01T09:00:00Z`;
    item[key] = new Date(at).toISOString();
    return undefined;
  };

const list =
  (key: string, separator: RegExp): Setter =>
  (item, values) => {
    item[key] ??= values
      .flatMap((value) => readTexts(value) ?? value.split(separator))
      .map((value) => value.trim())
      .filter(Boolean);
    return undefined;
  };

const setAvailability: Setter = (item, [value = ""]) => {
  const word = value.toLowerCase().replaceAll(/[\s-]/g, "_");
  if (["in_stock", "instock", "true", "yes", "1", "preorder", "backorder"].includes(word)) item.available = true;
  else if (["out_of_stock", "outofstock", "false", "no", "0"].includes(word)) item.available = false;
  else return `is “${value.slice(0, 40)}”; write in_stock, out_of_stock, preorder or backorder`;
  return undefined;
};

const setEmbedding: Setter = (item, [value = ""]) => {
  const numbers = value
    .replaceAll(/[[\]]/g, "")
    .split(/[\s,;]+/)
    .filter(Boolean)
    .map(Number);
  if (numbers.some(Number.isNaN)) return "is not a list of numbers such as [0.1, -0.2]";
  item.embedding = numbers;
  return undefined;
};

const asAttribute =
  (name: string): Setter =>
  (item, values) =>
    setAttribute(item, name, values);

function setAttribute(item: Record<string, unknown>, name: string, values: readonly string[]): undefined {
  const [value = ""] = values;
  // Not set by its name, which may be `__proto__`.
  const attributes = new Map<string, unknown>(Object.entries(Object(item.attributes ?? {})));
  attributes.set(name, values.length > 1 ? values : (readTexts(value) ?? readScalar(value)));
  item.attributes = Object.fromEntries(attributes);
  return undefined;
}

/** What our own export puts before a text that a spreadsheet would run. */
function withoutGuard(value: string): string {
  return value.trim().replace(/^'(?=[=+\-@])/, "");
}

/** A JSON list of texts, which is how our own export writes what holds a separator. */
function readTexts(value: string): string[] | undefined {
  if (!value.startsWith("[")) return undefined;
  try {
    const read: unknown = JSON.parse(value);
    return Array.isArray(read) && read.every((entry) => typeof entry === "string") ? read : undefined;
  } catch {
    return undefined;
  }
}

/** Numbers and booleans that are written as one; everything else is text. `007` is a code, not a number. */
function readScalar(value: string): string | number | boolean {
  if (value === "true" || value === "false") return value === "true";
  return /^-?(0|[1-9]\d{0,14})(\.\d+)?$/.test(value) ? Number(value) : value;
}

const SETTERS = new Map<string, Setter>([
  ...["id", "type", "currency", "url", "description"].map((key): [string, Setter] => [key, first(key)]),
  ["name", first("name")],
  ["title", first("name")],
  ["summary", first("description")],
  ["link", first("url")],
  ["imageurl", first("imageUrl")],
  ["imagelink", first("imageUrl")],
  ["price", money("priceCents")],
  ["pricecents", whole("priceCents")],
  ["cost", money("costCents")],
  ["costcents", whole("costCents")],
  ["costofgoodssold", money("costCents")],
  ["stock", whole("stock")],
  ["selltoinventory", whole("stock")],
  ["quantity", whole("stock")],
  ["available", setAvailability],
  ["availability", setAvailability],
  ["validfrom", moment("validFrom")],
  ["validuntil", moment("validUntil")],
  ["expirationdate", moment("validUntil")],
  ["categories", list("categories", />/)],
  ["category", list("categories", />/)],
  ["producttype", list("categories", />/)],
  ["googleproductcategory", list("categories", />/)],
  ["tags", list("tags", /[|,]/)],
  ["tag", list("tags", /[|,]/)],
  ["embedding", setEmbedding],
  ...["brand", "condition", "color", "size", "material", "gender"].map((key): [string, Setter] => [
    key,
    asAttribute(key),
  ]),
  ...[0, 1, 2, 3, 4].map((n): [string, Setter] => [`customlabel${n}`, asAttribute(`custom_label_${n}`)]),
]);

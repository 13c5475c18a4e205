import { currentLanguage, findText } from "./language.ts";

type TextValues = Readonly<Record<string, string | number>>;

/**
 * An English text in the language of the console. `{name}` is filled with `values.name`; numbers are written as the language
 * writes them. What follows `@@` tells two meanings of one text apart and is not shown: `t("Open@@state")`.
 */
export function t(text: string, values?: TextValues): string {
  const found = findText(text);
  return fillText(typeof found === "string" ? found : plainText(text), values);
}

/**
 * A text with a number, which is `{count}` in it: `tn(n, "{count} person", "{count} people")`. Other languages have more forms
 * than two; they are looked up by `other`.
 */
export function tn(count: number, one: string, other: string, values?: TextValues): string {
  const found = findText(other);
  const all = { count, ...values };
  if (typeof found !== "object") return fillText(plainText(count === 1 ? one : other), all);
  return fillText(found[pluralRules().select(count)] ?? found.other ?? other, all);
}

/** A word that the product's own lists hold, such as a state: translated where it is known, shown as it is otherwise. */
export function word(value: string): string {
  return t(value);
}

/** A number as the language writes it. */
export function formatNumber(value: number, options?: Intl.NumberFormatOptions): string {
  // As each of the console's languages writes it: most numbers are of these, and a screen of them alone needs no formatter.
  if (!options && Number.isInteger(value) && value < 1_000 && (value > 0 || Object.is(value, 0))) return String(value);
  return numberFormat(options).format(value);
}

/** A list as the language joins it: `a, b and c`. */
export function formatList(items: readonly string[], type: "conjunction" | "disjunction" = "conjunction"): string {
  return new Intl.ListFormat(currentLanguage().locale, { type }).format(items.map(isolate));
}

/** Keeps the order of a foreign piece, such as an id, apart from the direction of the sentence around it. */
function isolate(piece: string): string {
  return currentLanguage().dir === "rtl" && piece !== "" ? `\u2068${piece}\u2069` : piece;
}

function plainText(text: string): string {
  const end = text.indexOf("@@");
  return end < 0 ? text : text.slice(0, end);
}

function fillText(text: string, values: TextValues | undefined): string {
  if (!values) return text;
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    if (value === undefined) return whole;
    return typeof value === "number" ? formatNumber(value) : isolate(value);
  });
}

let rules: Intl.PluralRules | undefined;

function pluralRules(): Intl.PluralRules {
  rules ??= new Intl.PluralRules(currentLanguage().locale);
  return rules;
}

const formats = new Map<string, Intl.NumberFormat>();

function numberFormat(options: Intl.NumberFormatOptions | undefined): Intl.NumberFormat {
  // Building a formatter costs far more than using it, and lists format hundreds of times.
  const key = options ? JSON.stringify(options) : "";
  let format = formats.get(key);
  if (!format) {
    format = new Intl.NumberFormat(currentLanguage().locale, options);
    formats.set(key, format);
  }
  return format;
}

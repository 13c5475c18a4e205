import type { RejectCode } from "@rapport/contracts/errors";
import { LIMITS } from "@rapport/contracts/limits";

/** What is wrong with a value, and where. */
export type Issue = { code: RejectCode; path: string; message: string };

/** Keys that would reach an object's prototype in careless code down the line. */
const FORBIDDEN_KEYS = new Set(["__proto__", "constructor", "prototype"]);

/**
 * Walks a parsed message once and finds the first thing that an engine below cannot hold: too deep, too many keys,
 * too long, text that Postgres refuses (NUL, lone surrogates), numbers that JSON cannot carry (1e400 parses as
 * Infinity), keys that reach a prototype. The depth bound comes before every recursion, here and everywhere after.
 * @returns undefined when all is well
 */
export function inspectValue(value: unknown, depth = 0): Issue | undefined {
  switch (typeof value) {
    case "string":
      return inspectText(value);
    case "number":
      return Number.isFinite(value) ? undefined : issue("not_finite", "is not a finite number (it was too large)");
    case "object":
      if (value === null) return undefined;
      if (depth >= LIMITS.depth) return issue("too_deep", `is nested deeper than ${LIMITS.depth} levels`);
      return Array.isArray(value) ? inspectArray(value, depth) : inspectObject(value, depth);
    default:
      return undefined;
  }
}

function inspectText(text: string): Issue | undefined {
  if (text.length > LIMITS.stringLength) return issue("too_long", `has more than ${LIMITS.stringLength} characters`);
  if (text.includes("\0")) return issue("invalid_text", "contains the character U+0000; remove it");
  if (!text.isWellFormed()) return issue("invalid_text", "contains half a surrogate pair; send well-formed Unicode");
  return undefined;
}

function inspectArray(array: readonly unknown[], depth: number): Issue | undefined {
  for (let i = 0; i < array.length; i++) {
    const found = inspectValue(array[i], depth + 1);
    if (found) return below(found, String(i));
  }
  return undefined;
}

function inspectObject(object: object, depth: number): Issue | undefined {
  const keys = Object.keys(object);
  if (keys.length > LIMITS.keys) return issue("too_many_keys", `has more than ${LIMITS.keys} keys`);
  for (const key of keys) {
    if (FORBIDDEN_KEYS.has(key)) return below(issue("forbidden_key", "is not an allowed key; rename it"), key);
    const found = inspectText(key) ?? inspectValue(Reflect.get(object, key), depth + 1);
    if (found) return below(found, key);
  }
  return undefined;
}

function issue(code: RejectCode, message: string): Issue {
  return { code, path: "", message };
}

/** Puts one step before a pointer (RFC 6901). */
function below(found: Issue, key: string): Issue {
  const step = key.slice(0, 100).replaceAll("~", "~0").replaceAll("/", "~1").toWellFormed();
  return { ...found, path: `/${step}${found.path}` };
}

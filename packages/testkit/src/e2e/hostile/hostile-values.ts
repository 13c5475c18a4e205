import type { Random } from "@rapport/engine/random";

/** A piece of JSON text and what is wrong with it. */
export type HostileValue = { flaw: string; json: string };

const repeat = (text: string, count: number) => text.repeat(count);
const nest = (open: string, close: string, depth: number) => `${repeat(open, depth)}1${repeat(close, depth)}`;

/** Well-formed JSON that no field expects. The texts are raw: `JSON.stringify` would heal some of them. */
const VALUES: readonly ((random: Random) => HostileValue)[] = [
  () => ({ flaw: "null", json: "null" }),
  () => ({ flaw: "boolean", json: "true" }),
  () => ({ flaw: "number", json: "-0.5e-7" }),
  () => ({ flaw: "infinite", json: "1e400" }),
  () => ({ flaw: "infinite in a list", json: "[1,-1e999,2]" }),
  () => ({ flaw: "unsafe integer", json: "123456789012345678901234567890" }),
  () => ({ flaw: "empty text", json: '""' }),
  () => ({ flaw: "NUL", json: String.raw`"a\u0000b"` }),
  () => ({ flaw: "NUL key", json: String.raw`{"a\u0000b":1}` }),
  () => ({ flaw: "lone high surrogate", json: String.raw`"\ud800"` }),
  () => ({ flaw: "lone low surrogate", json: String.raw`"x\udc00y"` }),
  () => ({ flaw: "surrogate key", json: String.raw`{"\udfff":"\ud83d"}` }),
  () => ({ flaw: "__proto__", json: '{"__proto__":{"polluted":true}}' }),
  () => ({ flaw: "constructor", json: '{"constructor":{"prototype":{"polluted":true}}}' }),
  () => ({ flaw: "own toString", json: '{"toString":1,"valueOf":2,"hasOwnProperty":3,"then":4,"toJSON":5}' }),
  () => ({ flaw: "list", json: "[]" }),
  () => ({ flaw: "list of lists", json: '[[],[[]],{"a":[]}]' }),
  () => ({ flaw: "control characters", json: String.raw`"\u0001\u0008\u001f\u007f\u2028\ufeff"` }),
  () => ({ flaw: "not a time", json: '"2026-13-45T99:99:99Z"' }),
  () => ({ flaw: "time before everything", json: "-8640000000000001" }),
  () => ({ flaw: "time after everything", json: '"+275760-09-13T00:00:00.001Z"' }),
  () => ({ flaw: "reserved id", json: '"[object Object]"' }),
  () => ({ flaw: "SQL", json: `"'; drop table events; --"` }),
  () => ({ flaw: "markup", json: '"<script>alert(1)</script>\\u0022"' }),
  (random) => ({ flaw: "deep list", json: nest("[", "]", 30 + random.int(6)) }),
  (random) => ({ flaw: "very deep list", json: nest("[", "]", 1_000 + random.int(20_000)) }),
  (random) => ({ flaw: "very deep object", json: nest('{"a":', "}", 1_000 + random.int(8_000)) }),
  (random) => ({ flaw: "long text", json: `"${repeat("x", 8_190 + random.int(5))}"` }),
  (random) => ({ flaw: "long id", json: `"${repeat("7", 253 + random.int(5))}"` }),
  (random) => ({ flaw: "huge key", json: `{"${repeat("k", 8_190 + random.int(40_000))}":1}` }),
  (random) => ({ flaw: "many keys", json: manyKeys(250 + random.int(2_000)) }),
  (random) => ({ flaw: "over 32 KB", json: `[${repeat('"xxxxxxxxxxxxxxxxxxxx",', 1_500 + random.int(500))}1]` }),
];

/** Text that is no JSON, or not one JSON value. */
const MALFORMED: readonly ((valid: string, random: Random) => HostileValue)[] = [
  (valid, random) => ({ flaw: "cut", json: valid.slice(0, random.int(valid.length)) }),
  (valid) => ({ flaw: "twice", json: valid + valid }),
  (valid) => ({ flaw: "trailing comma", json: valid.replace(/}$/, ",}") }),
  (valid) => ({ flaw: "single quotes", json: valid.replaceAll('"', "'") }),
  (valid) => ({ flaw: "comment", json: `/* */${valid}` }),
  (valid, random) => ({ flaw: "one character exchanged", json: exchange(valid, random) }),
  () => ({ flaw: "nothing", json: "" }),
  () => ({ flaw: "blanks", json: " \n\t " }),
  () => ({ flaw: "NaN", json: '{"event":NaN}' }),
  () => ({ flaw: "undefined", json: "undefined" }),
  () => ({ flaw: "form", json: "event=Clicked&userId=u-1" }),
  () => ({ flaw: "raw NUL", json: '{"event":"a\u0000"}' }),
  (_, random) => ({ flaw: "only opened", json: repeat("[", 100 + random.int(200_000)) }),
  (_, random) => ({ flaw: "only opened objects", json: repeat('{"a":', 100 + random.int(50_000)) }),
];

/** Well-formed JSON that is wrong wherever it stands. */
export function drawHostileValue(random: Random): HostileValue {
  return random.pick(VALUES)(random);
}

/** Something that should have been the valid text. */
export function drawMalformed(valid: string, random: Random): HostileValue {
  return random.pick(MALFORMED)(valid, random);
}

function manyKeys(count: number): string {
  return `{${Array.from({ length: count }, (_, key) => `"k${key}":${key}`).join(",")}}`;
}

function exchange(text: string, random: Random): string {
  const place = random.int(text.length);
  return text.slice(0, place) + String.fromCharCode(32 + random.int(95)) + text.slice(place + 1);
}

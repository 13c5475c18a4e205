import { formatProfileId } from "../profiles/profile-id.ts";
import type { Subject } from "./sealed-subject.ts";

/** What stands in the place of a word that named an erased person. */
const ERASED = "[erased]";

/** Keys whose values are people's ids, whatever they look like. */
const ID_KEYS = new Set(["userId", "user_id", "anonymousId", "anonymous_id", "previousId", "personId", "profileId"]);
const ID_PAIRS = /"(userId|user_id|anonymousId|anonymous_id|previousId|personId|profileId)"\s*:\s*"((?:[^"\\]|\\.)*)"/g;
const ID_FIELDS = /\b(userId|anonymousId|previousId|profileId)=([^\s&]+)/g;
const TOKEN = /[\w@.+-]+/g;
const WHOLE_TOKEN = /^[\w@.+-]*\w$/;

/**
 * True for an id that says whose it is wherever it stands, as UUIDs, e-mail addresses and `usr_81…` do. Others (`42`, `anna`)
 * are words that a text may hold for other reasons: they count as the value of a key that holds an id, and nowhere else.
 */
function isTelling(id: string): boolean {
  if (id.length < 6) return false;
  return /[@]/.test(id) || (/\d/.test(id) && /\D/.test(id)) || id.length >= 12;
}

/** Finds people in texts and JSON. Linear in the text, however many people are looked for. */
export class Mentions {
  /** By word, the request that it belongs to. */
  readonly #telling = new Map<string, string>();
  readonly #weak = new Map<string, string>();
  /** Telling ones that are no single token. */
  readonly #phrases: [phrase: string, owner: string][] = [];

  constructor(subjects: readonly (Subject & { id: string })[]) {
    for (const { id, profileIds, identities, words } of subjects) {
      const profiles = profileIds.flatMap((uuid) => [uuid, formatProfileId(uuid)]);
      for (const word of [...profiles, ...identities.map(({ value }) => value), ...words]) this.#add(word, id);
    }
  }

  /** Every word, as it may stand in JSON, too. */
  get words(): string[] {
    const all = [...this.#telling.keys(), ...this.#weak.keys(), ...this.#phrases.map(([phrase]) => phrase)];
    return [...new Set(all.flatMap((word) => [word, JSON.stringify(word).slice(1, -1)]))];
  }

  /** The text, of JSON or not, with a mark for each word; `owner` is the request that the first one belongs to. */
  mark(text: string): { text: string; owner: string | undefined } {
    const found = new Found();
    const json = readJson(text);
    const marked =
      json === undefined ? this.#markText(text, found) : JSON.stringify(this.#markValue(json.value, undefined, found));
    return found.owner === undefined ? { text, owner: undefined } : { text: marked, owner: found.owner };
  }

  /**
   * JSON without the elements of lists that name somebody; `undefined` where somebody is named outside of lists: then all of it is
   * about them.
   */
  cut(text: string): { text: string | undefined; owner: string | undefined } {
    const found = new Found();
    const json = readJson(text);
    if (json === undefined) {
      const { owner } = this.mark(text);
      return { text: owner === undefined ? text : undefined, owner };
    }
    const left = this.#cutValue(json.value, undefined, found);
    if (found.owner === undefined) return { text, owner: undefined };
    return { text: left === CUT ? undefined : JSON.stringify(left), owner: found.owner };
  }

  #add(word: string, owner: string): void {
    if (word === "") return;
    if (!isTelling(word)) this.#weak.set(word, owner);
    else if (WHOLE_TOKEN.test(word)) this.#telling.set(word, owner);
    else this.#phrases.push([word, owner]);
  }

  #markValue(value: unknown, key: string | undefined, found: Found): unknown {
    if (typeof value === "string") return this.#markString(value, key, found);
    if (Array.isArray(value)) return value.map((part) => this.#markValue(part, key, found));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, part]) => [this.#markText(name, found), this.#markValue(part, name, found)]),
    );
  }

  #markString(value: string, key: string | undefined, found: Found): string {
    const weak = key !== undefined && ID_KEYS.has(key) ? this.#weak.get(value) : undefined;
    if (weak === undefined) return this.#markText(value, found);
    found.note(weak);
    return ERASED;
  }

  #cutValue(value: unknown, key: string | undefined, found: Found): unknown {
    if (typeof value === "string") return this.#markString(value, key, found) === value ? value : CUT;
    if (Array.isArray(value))
      return value.map((part) => this.#cutValue(part, key, found)).filter((part) => part !== CUT);
    if (typeof value !== "object" || value === null) return value;
    const parts = Object.entries(value).map(([name, part]) => [name, this.#cutValue(part, name, found)] as const);
    return parts.some(([, part]) => part === CUT) ? CUT : Object.fromEntries(parts);
  }

  #markText(text: string, found: Found): string {
    let marked = text;
    for (const [phrase, owner] of this.#phrases) {
      if (!marked.includes(phrase)) continue;
      found.note(owner);
      marked = marked.replaceAll(phrase, ERASED);
    }
    marked = marked.replaceAll(TOKEN, (token) => {
      // A full stop or a hyphen at the end is the sentence's.
      const word = token.replace(/[.+-]+$/, "");
      const owner = this.#telling.get(token) ?? this.#telling.get(word);
      if (owner === undefined) return token;
      found.note(owner);
      return ERASED + (this.#telling.has(token) ? "" : token.slice(word.length));
    });
    // JSON that was cut short is no JSON any more; its pairs still say what they are, as do fields of a path or an address.
    return marked
      .replaceAll(ID_PAIRS, (pair, key: string, value: string) =>
        this.#markPair(pair, value, `"${key}":"${ERASED}"`, found),
      )
      .replaceAll(ID_FIELDS, (pair, key: string, value: string) =>
        this.#markPair(pair, value, `${key}=${ERASED}`, found),
      );
  }

  #markPair(pair: string, value: string, marked: string, found: Found): string {
    const owner = this.#weak.get(value);
    if (owner === undefined) return pair;
    found.note(owner);
    return marked;
  }
}

const CUT = Symbol("cut");

class Found {
  owner: string | undefined;

  note(owner: string): void {
    this.owner ??= owner;
  }
}

/** The value that a text is the JSON of, where it is an object, a list or a string. */
function readJson(text: string): { value: unknown } | undefined {
  if (!/^\s*[[{"]/.test(text)) return undefined;
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

import type { Texts } from "./texts.ts";

/** The server's sentences in another language by the English ones, where `{name}` stands for whatever the server puts there. */
export type ServerSentences = Readonly<Record<string, string>>;
/** A sentence of the server in the reader's language; undefined where it is not known. */
export type ServerReader = (english: string) => string | undefined;

/** A field of the body before what is wrong with it: `/name: …`, `/name …`. */
const FIELD = /^(\/\S*?)(:? )(.+)$/s;

/**
 * Reads sentences that the server says of a failure. Values stay as they are but for words that are known: states, kinds.
 * @param apart whether values are marked off, as they have to be in a line that is read from the right
 */
export function createServerReader(sentences: ServerSentences, texts: Texts, apart = false): ServerReader {
  const patterns = Object.entries(sentences).map(([english, said]) => ({ pattern: toPattern(english), said }));
  const tellValue = (value: string) => {
    const known = Object.hasOwn(sentences, value) ? sentences[value] : Object.hasOwn(texts, value) && texts[value];
    const told = typeof known === "string" ? known : value;
    return apart ? `\u2068${told}\u2069` : told;
  };
  const read: ServerReader = (english) => {
    for (const { pattern, said } of patterns) {
      const values = pattern.exec(english);
      if (values) return said.replace(/\{(\w+)\}/g, (whole, name: string) => tellValue(values.groups?.[name] ?? whole));
    }
    const [, field, colon, rest] = FIELD.exec(english) ?? [];
    const told = rest === undefined ? undefined : read(rest);
    return told === undefined ? undefined : `${tellValue(field ?? "")}${colon}${told}`;
  };
  return read;
}

function toPattern(english: string): RegExp {
  const escaped = english.replace(/[.*+?^$()|[\]\\]/g, "\\$&");
  return new RegExp(`^${escaped.replace(/\{(\w+)\}/g, "(?<$1>.+)")}$`, "s");
}

import type { Texts } from "./texts.ts";

/**
 * The server's sentences in another language by the English ones, where `{name}` stands for whatever the server puts there, and `{fault}`
 * for a sentence that is known, too.
 */
export type ServerSentences = Readonly<Record<string, string>>;
/** A sentence of the server in the reader's language; undefined where it is not known. */
export type ServerReader = (english: string) => string | undefined;

/** A field of the body, or a part of a rule's text, before what is wrong with it: `/name: …`, `/name …`, `“foo” …`. */
const FIELD = /^(\/\S*?|text|“[^”]*”|the end)(:? )(.+)$/s;

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
      const groups = values?.groups ?? {};
      const fault = groups.fault === undefined ? undefined : read(groups.fault);
      if (!values || (groups.fault !== undefined && fault === undefined)) continue;
      return said.replace(/\{(\w+)\}/g, (whole, name: string) =>
        name === "fault" && fault !== undefined ? fault : tellValue(groups[name] ?? whole),
      );
    }
    const [, field, colon, rest] = FIELD.exec(english) ?? [];
    const told = rest === undefined ? undefined : read(rest);
    return told === undefined ? undefined : `${tellValue(field ?? "")}${colon}${told}`;
  };
  return read;
}

function toPattern(english: string): RegExp {
  const escaped = english.replace(/[.*+?^$()|[\]\\]/g, "\\$&");
  // A sentence within may hold what stands before it, too: the first place is the one that was meant.
  const value = english.includes("{fault}") ? "(?<$1>.+?)" : "(?<$1>.+)";
  return new RegExp(`^${escaped.replace(/\{(\w+)\}/g, value)}$`, "s");
}

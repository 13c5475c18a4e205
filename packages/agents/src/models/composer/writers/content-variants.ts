import type { VariantsInput } from "../../../graphs/content-creator/write-variants.ts";
import { variantsInputSchema } from "../../../graphs/content-creator/write-variants.ts";
import type { Writer } from "../writer.ts";
import { ASKS, EMOJI, GREETINGS, OPENERS, QUESTIONS } from "./ad-phrases.ts";
import { countCharacters, fitText } from "./fit-text.ts";

/** What a variant leads with, and what it goes on with; each may fill a line of its own. */
type Angle = { name: string; lead: string[]; rest: string[] };

/**
 * Writes advertising texts from facts: each variant leads with another thing that is true (what it does, what it costs, whom it
 * is for, what it is), and every field takes the longest thing that fits.
 */
export const writeContentVariants: Writer = (raw, seed) => {
  const input = variantsInputSchema.parse(raw);
  const phrases = phrasesOf(input, seed);
  // Words of a person it cannot read: with each wish it leads with the next of its angles.
  const angles = rotate(anglesOf(input, phrases), (input.wishes?.length ?? 0) * input.count);
  const variants = Array.from({ length: input.count }, (_, at) => {
    const angle = angles[at % angles.length] ?? phrases.fallback;
    const turn = Math.floor(at / angles.length);
    return {
      angle: turn === 0 ? angle.name : `${angle.name} ${turn + 1}`,
      fields: fillFields(input, angle, phrases, turn),
    };
  });
  return { variants };
};

type Phrases = ReturnType<typeof phrasesOf>;

function phrasesOf(input: VariantsInput, seed: number) {
  const { subject, goal, voice, audience } = input;
  const put = (text: string) =>
    text.replaceAll("{name}", subject.name).replaceAll("{category}", lowerFirst(subject.category ?? ""));
  const allowed = (texts: string[]) => texts.filter((text) => !usesBanned(text, input.bannedWords));
  const turned = (texts: string[], by = 0) => allowed(rotate(texts, seed + by).map(put));
  const end = voice.exclamations ? "!" : ".";
  // What repeats the name, or is a bare label, is no statement that a line can be built on.
  const statements = allowed(input.facts.filter((fact) => isStatement(fact, subject.name)).map(bare));
  const labels = allowed(
    input.facts.filter((fact) => !isStatement(fact, subject.name) && fact.includes(": ")).map(bare),
  );
  const fallback: Angle = { name: "The thing itself", lead: [subject.name], rest: statements };
  return {
    openers: turned(OPENERS[voice.tone]),
    questions: subject.category === null ? [] : turned(QUESTIONS[voice.tone]),
    buttons: turned(ASKS[goal].button),
    asks: turned(ASKS[goal].sentence, 1).map((text) => text.replace(/\.$/, end)),
    costs: subject.price === null ? [] : allowed([`Yours for ${subject.price}`]),
    greeting: GREETINGS[voice.tone],
    emoji: voice.emoji ? EMOJI[goal] : "",
    audience: audience === null ? null : `For ${audience}`,
    statements,
    labels,
    fallback,
  };
}

function anglesOf({ subject }: VariantsInput, phrases: Phrases): Angle[] {
  const { statements, audience, questions, openers, fallback } = phrases;
  const [first, second] = statements;
  const { name, price } = subject;
  // One opener behind a question says what it is about; two say the name twice and nothing else.
  const about = first === undefined ? openers.slice(0, 1) : [named(name, first), ...statements.slice(1)];
  const angles: (Angle | undefined)[] = [
    first === undefined ? undefined : { name: "What it does", lead: [first], rest: statements.slice(1) },
    price === null
      ? undefined
      : {
          name: "What it costs",
          lead: [`${name} for ${price}`, `Yours for ${price}`, price],
          rest: [...statements, name],
        },
    audience === null
      ? undefined
      : { name: "Whom it is for", lead: [`${audience}: ${name}`, audience], rest: statements },
    questions.length === 0 ? undefined : { name: "A question", lead: questions, rest: about },
    second === undefined ? undefined : { name: "A second reason", lead: [second], rest: statements },
    { ...fallback, lead: [...openers, name] },
  ];
  return angles.filter((angle) => angle !== undefined);
}

/** Fills every field; a text that stands in one does not stand in another. */
function fillFields(input: VariantsInput, angle: Angle, phrases: Phrases, turn: number): Record<string, string> {
  const taken = new Set<string>();
  const fields: Record<string, string> = {};
  for (const { name, max } of input.fields) {
    const text = fitText(candidatesOf(name, input, angle, phrases, taken), max, taken);
    taken.add(text);
    fields[name] = withEmoji(text, max, name, phrases.emoji);
  }
  return turn === 0 ? fields : varyFirst(fields, input, phrases, turn);
}

function candidatesOf(
  field: string,
  input: VariantsInput,
  angle: Angle,
  phrases: Phrases,
  taken: ReadonlySet<string>,
): string[] {
  const { asks, buttons, openers, labels } = phrases;
  const [ask = ""] = asks;
  const { name, price } = input.subject;
  const [lead = name] = angle.lead;
  const costs = price !== null && lead.includes(price) ? [] : phrases.costs;
  const rest = angle.rest.filter((text) => text !== lead);
  switch (field) {
    case "callToAction":
      return buttons;
    case "headline1":
    case "title":
    case "subject":
      return [...angle.lead, ...openers, name];
    case "headline2":
      return [...(lead.includes(name) ? [] : openers), ...rest, ...openers, name, ...buttons];
    case "headline3":
      return buttons;
    case "description2":
      return [...rest.toReversed(), ...labels].map((text) => joined(text, ask)).concat(asks, buttons);
    case "body":
      return [writeBody(input, angle, phrases)];
    default:
      // A headline above it has said what the variant leads with: the text goes on.
      return textCandidates(name, taken.has(lead) && rest.length > 0 ? rest : [lead, ...rest], { ...phrases, costs });
  }
}

/** Sentences of an ad's text, the fullest first. */
function textCandidates(name: string, [lead = name, ...rest]: readonly string[], phrases: Phrases): string[] {
  const { asks, buttons, statements, audience, openers, costs } = phrases;
  const [ask = ""] = asks;
  const opened = named(name, lead);
  const [first = "", second = ""] = rest;
  const around = [
    joined(opened, first, second, ask),
    joined(opened, first, ask),
    joined(opened, ask),
    joined(opened, first),
  ];
  return [
    ...around,
    // Where no statement fits, its price and what to do say more than the name alone.
    ...[opened, lead, ...rest, audience ?? "", ...statements, ...costs]
      .filter((text) => text !== name)
      .map((text) => joined(text)),
    ...asks,
    ...openers.map((text) => joined(text)),
    ...buttons,
  ];
}

/** A statement under the name of what it is about, unless it says it. */
function named(name: string, statement: string): string {
  return statement.includes(name) || statement.endsWith("?") ? statement : `${name}: ${lowerFirst(statement)}`;
}

/** Texts as sentences, one behind the other. */
function joined(...parts: string[]): string {
  return parts
    .filter((part) => part !== "")
    .map((part) => (/[.!?]$/.test(part) ? part : `${part}.`))
    .join(" ");
}

function writeBody({ subject }: VariantsInput, angle: Angle, phrases: Phrases): string {
  const { greeting, statements, labels, audience, asks } = phrases;
  const { name, price } = subject;
  const [lead = name] = angle.lead;
  const opening = joined(named(name, lead));
  const about = statements.filter((text) => text !== lead).slice(0, 6);
  const list = [...about, ...labels.slice(0, 4)].map((text) => `• ${upperFirst(text)}`).join("\n");
  const isFor = audience === null || lead.startsWith(audience) ? "" : audience;
  const costs = price === null || lead.includes(price) ? "" : `It costs ${price}`;
  const close = joined(isFor, costs, asks[0] ?? "");
  return [greeting, opening, list, close].filter((text) => text !== "").join("\n\n");
}

/** More variants than angles: the next ones open differently. */
function varyFirst(
  fields: Record<string, string>,
  input: VariantsInput,
  { openers, questions }: Phrases,
  turn: number,
): Record<string, string> {
  const [first] = input.fields;
  if (!first) return fields;
  return { ...fields, [first.name]: fitText(rotate([...openers, ...questions], turn), first.max) };
}

function withEmoji(text: string, max: number, field: string, emoji: string): string {
  if (emoji === "" || (field !== "title" && field !== "primaryText" && field !== "subject")) return text;
  const decorated = `${emoji} ${text}`;
  return countCharacters(decorated) <= max ? decorated : text;
}

/** A sentence says something: it has a verb's room, three words at least, and is no label with a value. */
function isStatement(fact: string, name: string): boolean {
  return fact !== name && !/^[^:.]{1,40}: /.test(fact) && fact.trim().split(/\s+/).length >= 3;
}

function bare(fact: string): string {
  return fact.trim().replace(/[.;,]+$/, "");
}

function usesBanned(text: string, banned: readonly string[]): boolean {
  const folded = ` ${text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ")} `;
  return banned.some((word) =>
    folded.includes(
      ` ${word
        .toLowerCase()
        .replace(/[^\p{L}\p{N}]+/gu, " ")
        .trim()} `,
    ),
  );
}

function lowerFirst(text: string): string {
  // Acronyms keep their case.
  return /^\p{Lu}\p{Ll}/u.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}

function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function rotate<T>(list: readonly T[], by: number): T[] {
  const start = list.length === 0 ? 0 : by % list.length;
  return [...list.slice(start), ...list.slice(0, start)];
}

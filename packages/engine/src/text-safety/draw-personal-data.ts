import type { Random } from "../random.ts";
import { createRandom } from "../random.ts";
import type { PersonalData } from "./find-personal-data.ts";

/** A text with the places of the personal data in it. */
export type LabelledText = { text: string; data: PersonalData[] };

const WORDS =
  "please the order was sent to our shop and arrives on Monday with a receipt for two kettles because it is late today thank you call before noon or write".split(
    " ",
  );
const COUNTRIES: readonly (readonly [string, number])[] = [
  ["DE", 18],
  ["NL", 14],
  ["GB", 18],
  ["FR", 23],
  ["ES", 20],
  ["NO", 11],
  ["PL", 24],
  ["CH", 17],
];
const CARDS: readonly (readonly [string, number])[] = [
  ["4", 16],
  ["51", 16],
  ["55", 16],
  ["2221", 16],
  ["34", 15],
  ["37", 15],
  ["6011", 16],
  ["36", 14],
];

/**
 * Texts with personal data in usual spellings, among numbers that are none: orders, prices, dates, times, versions, ISBNs, cards and
 * IBANs with wrong check digits. The same seed gives the same texts.
 */
export function drawPersonalData(count: number, seed: number): LabelledText[] {
  const random = createRandom(seed);
  return Array.from({ length: count }, () => drawText(random));
}

function drawText(random: Random): LabelledText {
  let text = "";
  const data: PersonalData[] = [];
  const parts = 2 + random.int(5);
  for (let i = 0; i < parts; i++) {
    text += `${Array.from({ length: 1 + random.int(6) }, () => random.pick(WORDS)).join(" ")} `;
    if (random.next() < 0.5) {
      const kind = random.pick(["email", "phone", "card", "iban", "ssn", "ip"] as const);
      const value = WRITERS[kind](random);
      data.push({ kind, start: text.length, end: text.length + value.length });
      text += value;
    } else text += random.pick(DECOYS)(random);
    text += random.pick([" ", ", ", ". ", "; ", " (", "\n"]);
  }
  return { text, data };
}

const digits = (random: Random, count: number) => Array.from({ length: count }, () => random.int(10)).join("");
const inGroups = (value: string, size: number, separator: string) =>
  (value.match(new RegExp(`.{1,${size}}`, "g")) ?? []).join(separator);

const WRITERS: Record<PersonalData["kind"], (random: Random) => string> = {
  email: (random) =>
    `${random.pick(["ada", "j.doe", "o'hara", "mail+news", "x_y-z", "anna99"])}@${random.pick(["example.com", "mail.shop.co.uk", "post-amt.de", "a.io"])}`,
  phone: (random) =>
    random.pick([
      () => `+49 ${digits(random, 3).replace(/^0/, "1")} ${digits(random, 7)}`,
      () => `+1 (${2 + random.int(8)}${digits(random, 2)}) ${digits(random, 3)}-${digits(random, 4)}`,
      () => `+33${1 + random.int(9)}${digits(random, 8)}`,
      () => `0044 20 ${digits(random, 4)} ${digits(random, 4)}`,
    ])(),
  card: (random) => {
    const [prefix, length] = random.pick(CARDS);
    const body = prefix + digits(random, length - prefix.length - 1);
    return inGroups(body + luhnDigit(body), 4, random.pick(["", " ", "-"]));
  },
  iban: (random) => {
    const [country, length] = random.pick(COUNTRIES);
    const body =
      (country === "NL" ? "ABNA" : country === "GB" ? "WEST" : "") +
      digits(random, country === "NL" || country === "GB" ? length - 4 : length);
    return inGroups(country + ibanCheck(country, body) + body, 4, random.pick(["", " "]));
  },
  ssn: (random) => `${100 + random.int(500)}-${10 + random.int(89)}-${1_000 + random.int(8_999)}`,
  ip: (random) =>
    random.next() < 0.8
      ? `${31 + random.int(220)}.${random.int(256)}.${random.int(256)}.${random.int(256)}`
      : `2001:db8:${random.int(9_000)}::${1 + random.int(9_000)}`,
};

const DECOYS: readonly ((random: Random) => string)[] = [
  (random) => `order ${digits(random, 10)}`,
  (random) => `$${1 + random.int(900)}.${digits(random, 2)}`,
  (random) => `2026-0${1 + random.int(9)}-${10 + random.int(18)}`,
  (random) => `${10 + random.int(13)}:${10 + random.int(49)}:${10 + random.int(49)}`,
  (random) => `version ${random.int(30)}.${random.int(30)}.${random.int(30)}`,
  (random) => `ISBN 978-3-16-${digits(random, 6)}-${digits(random, 1)}`,
  (random) => `@${random.pick(["shop", "ada", "news"])} 24/7`,
  (random) => `${digits(random, 3)} items`,
  (random) => {
    const body = `4${digits(random, 14)}`;
    return inGroups(`${body}${(Number(luhnDigit(body)) + 1 + random.int(8)) % 10}`, 4, " ");
  },
  (random) => {
    const body = digits(random, 18);
    return `DE${String((Number(ibanCheck("DE", body)) % 90) + 3 + random.int(5)).padStart(2, "0")}${body}`;
  },
];

/** The last digit that makes a number pass Luhn's check. */
function luhnDigit(body: string): string {
  const sum = [...body].reverse().reduce((total, character, i) => {
    const value = Number(character) * (i % 2 === 0 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return String((10 - (sum % 10)) % 10);
}

/** The two digits behind the country. */
function ibanCheck(country: string, body: string): string {
  const numeric = [...`${body}${country}00`].map((character) => Number.parseInt(character, 36)).join("");
  return String(98n - (BigInt(numeric) % 97n)).padStart(2, "0");
}

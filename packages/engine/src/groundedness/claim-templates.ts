import type { Random } from "../random.ts";

/** What a template leaves open. */
export type Slot = "number" | "money" | "percent" | "date" | "person" | "company" | "place";

/** One fact as it stands in a text, then in other words. */
export const TEMPLATES: readonly (readonly [string, string, ...string[]])[] = [
  [
    "{company} opened its office in {place} on {date}.",
    "On {date}, {company} opened an office in {place}.",
    "The {place} office of {company} opened on {date}.",
  ],
  [
    "The standard plan of {company} costs {money} per month and includes {number} seats.",
    "{company} charges {money} a month for its standard plan.",
    "{number} seats are included in the standard plan of {company}.",
  ],
  [
    "In the survey, {percent} of the customers of {company} said that they would buy again.",
    "{percent} of {company} customers said they would buy again.",
    "According to the survey, {percent} of customers of {company} would buy again.",
  ],
  [
    "{person} joined {company} as head of marketing on {date}.",
    "{person} became head of marketing when joining {company} on {date}.",
    "Since {date}, {person} has been head of marketing at {company}.",
  ],
  [
    "Returns are accepted within {number} days, and the refund is paid by {company} to the original card.",
    "Returns are accepted for {number} days.",
    "{company} pays the refund to the original card if the return is made within {number} days.",
  ],
  [
    "The campaign in {place} reached {number} people and cost {money}.",
    "At a cost of {money}, the campaign reached {number} people in {place}.",
    "The campaign in {place} cost {money}.",
  ],
  [
    "Revenue of {company} grew by {percent} after the launch on {date}.",
    "After the launch on {date}, {company} revenue grew by {percent}.",
    "The launch was on {date}, and revenue of {company} grew {percent}.",
  ],
  [
    "{person} presented the results to {number} guests in {place}.",
    "In {place}, {person} presented results to {number} guests.",
    "{number} guests saw {person} present the results in {place}.",
  ],
  [
    "Shipping to {place} takes {number} days and is free above {money}.",
    "Shipping is free above {money} for {place}.",
    "It takes {number} days to ship to {place}.",
  ],
  [
    "The warranty of the {company} kettle ends {number} months after purchase.",
    "Warranty for the {company} kettle ends after {number} months from purchase.",
  ],
  [
    "On {date} the newsletter of {company} had an open rate of {percent}.",
    "The {company} newsletter had a {percent} open rate on {date}.",
    "The open rate of the {company} newsletter was {percent} on {date}.",
  ],
  [
    "{company} and {person} signed the contract in {place} on {date}.",
    "The contract between {company} and {person} was signed in {place}.",
    "{person} signed the contract with {company} on {date}.",
  ],
];

const PEOPLE =
  "Amara Okafor|Bruno Keller|Chitra Rao|Dmitri Volkov|Elena Sorokina|Farid Nazari|Greta Lindqvist|Hiro Tanaka|Ingrid Bauer|Jonas Meyer|Kemal Aydin|Lucia Romano".split(
    "|",
  );
const COMPANIES =
  "Northwind|Contoso|Fabrikam|Blue Harbor|Greenfield Foods|Halcyon Labs|Ironbridge|Juniper Works|Kestrel Air|Lumen Optics".split(
    "|",
  );
const PLACES = "Berlin|Lisbon|Osaka|Nairobi|Toronto|San Diego|Kraków|Montevideo|Oslo|New Delhi".split("|");
const MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December".split("|");

/** Draws a value, in the spelling of the text first and in another one after it. */
export function drawSlot(random: Random, slot: Slot): readonly string[] {
  switch (slot) {
    case "number":
      return spellNumber(random.next() < 0.5 ? 3 + random.int(60) : 1_000 + random.int(90_000));
    case "money": {
      const amount = 5 + random.int(5_000);
      return [`$${amount.toLocaleString("en-US")}`, `$${amount}`];
    }
    case "percent": {
      const value = random.int(950) / 10 + 1;
      return [`${value.toFixed(1)}%`, `${Number(value.toFixed(1))} percent`];
    }
    case "date":
      return spellDate(2019 + random.int(8), random.int(12), 1 + random.int(28));
    case "person":
      return [random.pick(PEOPLE)];
    case "company":
      return [random.pick(COMPANIES)];
    case "place":
      return [random.pick(PLACES)];
  }
}

function spellNumber(value: number): readonly string[] {
  return [value.toLocaleString("en-US"), String(value)];
}

function spellDate(year: number, month: number, day: number): readonly string[] {
  const iso = [year, month + 1, day].map((part) => String(part).padStart(2, "0")).join("-");
  return [`${MONTHS[month]} ${day}, ${year}`, day % 2 === 0 ? `${day} ${MONTHS[month]} ${year}` : iso];
}

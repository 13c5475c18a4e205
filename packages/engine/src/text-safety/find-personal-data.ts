/** A place that holds somebody's data: UTF-16 offsets, end exclusive. */
export type PersonalData = {
  kind: "email" | "phone" | "card" | "iban" | "ssn" | "ip";
  start: number;
  end: number;
};

type Rule = { kind: PersonalData["kind"]; pattern: RegExp; isReal: (match: string) => boolean };

/** Letters of an IBAN by country (SWIFT registry): the check digits alone let one in 97 random texts pass. */
const IBAN_LENGTHS = new Map(
  "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DK18 DO28 EE20 EG29 ES24 FI18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 MC27 MD24 ME22 MK19 MR27 MT31 MU30 NL18 NO15 PK24 PL28 PS29 PT25 QA29 RO24 RS22 SA24 SC31 SE24 SI19 SK24 SM27 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20"
    .split(" ")
    .map((entry) => [entry.slice(0, 2), Number(entry.slice(2))]),
);
/** Longest first where one may hold another: an IBAN holds runs that look like cards. */
const RULES: readonly Rule[] = [
  { kind: "iban", pattern: /(?<![A-Za-z0-9])[A-Za-z]{2}\d{2}(?=[ \u00a0-]?[A-Za-z0-9])/g, isReal: isIban },
  {
    kind: "email",
    pattern:
      /(?<![\w.+-])[\w.!#$%&'*+/=?^`{|}~-]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,8}[a-z]{2,24}(?![\w-])/gi,
    isReal: isEmail,
  },
  { kind: "ip", pattern: /(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.]*\d)/g, isReal: isIpv4 },
  { kind: "ip", pattern: /(?<![\w:])(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{0,4}(?![\w:])/gi, isReal: isIpv6 },
  { kind: "card", pattern: /(?<![\d.,])(?:\d[ \u00a0-]?){12,18}\d(?![\d]|[.,]\d)/g, isReal: isCard },
  { kind: "ssn", pattern: /(?<![\d-])\d{3}-\d{2}-\d{4}(?![\d-])/g, isReal: isSsn },
  { kind: "phone", pattern: /(?<![\w+])(?:\+|00)[1-9](?:[ \u00a0()./-]{0,2}\d){6,14}(?!\d)/g, isReal: isPhone },
];

/**
 * E-mail addresses, phone numbers with their country code (E.164), payment cards (Luhn, ISO/IEC 7812), IBANs (mod 97, ISO 13616), US
 * social security numbers and IP addresses in a text. Precision first: what has check digits is checked, and a run of digits without
 * them is an order number until something says otherwise. O(length).
 * @returns in the order of the text, none overlapping another
 */
export function findPersonalData(text: string): PersonalData[] {
  const found: PersonalData[] = [];
  for (const { kind, pattern, isReal } of RULES) {
    for (const match of text.matchAll(pattern)) {
      const value = kind === "iban" ? takeIban(text, match.index) : match[0];
      const [start, end] = [match.index, match.index + value.length];
      if (!isReal(value) || found.some((other) => start < other.end && other.start < end)) continue;
      found.push({ kind, start, end });
    }
  }
  return found.sort((left, right) => left.start - right.start);
}

/** As many letters and digits as the country's IBANs have, with at most one blank or hyphen between two; empty where a word goes on. */
function takeIban(text: string, start: number): string {
  let left = IBAN_LENGTHS.get(text.slice(start, start + 2).toUpperCase()) ?? 0;
  let at = start;
  for (let blanks = 0; left > 0 && at < text.length; at++) {
    if (/[A-Za-z0-9]/.test(text.charAt(at))) [left, blanks] = [left - 1, 0];
    else if (!/[ \u00a0-]/.test(text.charAt(at)) || ++blanks > 1) return "";
  }
  return left === 0 && !/[A-Za-z0-9]/.test(text.charAt(at)) ? text.slice(start, at) : "";
}

function isIban(match: string): boolean {
  const compact = match.replaceAll(/[^A-Za-z0-9]/g, "").toUpperCase();
  if (IBAN_LENGTHS.get(compact.slice(0, 2)) !== compact.length) return false;
  let rest = 0;
  for (const character of compact.slice(4) + compact.slice(0, 4)) {
    const value = Number.parseInt(character, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest === 1;
}

function isEmail(match: string): boolean {
  const [local = ""] = match.split("@");
  return !local.startsWith(".") && !local.endsWith(".") && !local.includes("..");
}

function isIpv4(match: string): boolean {
  const parts = match.split(".");
  // 1.2.3.4 is a version as often as an address: three small parts in a row are one.
  return (
    parts.every((part) => Number(part) <= 255 && String(Number(part)) === part) &&
    parts.some((part) => Number(part) > 30)
  );
}

function isIpv6(match: string): boolean {
  const groups = match.split(":");
  const shortened = match.includes("::");
  if (match.indexOf("::") !== match.lastIndexOf("::") || match.includes(":::")) return false;
  if (groups.filter((group) => group !== "").length < (shortened ? 2 : 8)) return false;
  // 12:30:45 is a time, and abbreviations with colons are no address either.
  return groups.length <= 8 && (shortened || groups.length === 8);
}

function isCard(match: string): boolean {
  const digits = match.replaceAll(/\D/g, "");
  // Issuers' numbers begin with 2 to 6 (ISO/IEC 7812-1); other first digits belong to other industries.
  if (
    !/^(?:4\d{12}(?:\d{3}){0,2}|5[0-9]\d{14}|2[2-7]\d{14}|3[47]\d{13}|3(?:0[0-5]|[68]\d)\d{11}|35\d{14}|6\d{11,18})$/.test(
      digits,
    )
  )
    return false;
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i]);
    const doubled = i % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

/** What the administration has never given out. */
function isSsn(match: string): boolean {
  const [area = "", group = "", serial = ""] = match.split("-");
  return area !== "000" && area !== "666" && Number(area) < 900 && group !== "00" && serial !== "0000";
}

function isPhone(match: string): boolean {
  const digits = match.replace(/^00/, "").replaceAll(/\D/g, "");
  return digits.length >= 7 && digits.length <= 15;
}

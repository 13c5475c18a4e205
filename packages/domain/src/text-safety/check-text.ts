import type { BannedWord, TextChannel, TextCheck, TextFinding } from "@rapport/contracts/text-safety";
import { findInjections } from "@rapport/engine/text-safety/find-injections";
import { findPersonalData } from "@rapport/engine/text-safety/find-personal-data";
import { findPhrases } from "@rapport/engine/text-safety/find-phrases";
import { stripHidden } from "@rapport/engine/text-safety/strip-hidden";
import type { ClaimRow } from "@rapport/store/queries/text-safety";
import { listClaimRows, readBannedWords } from "@rapport/store/queries/text-safety";
import type { Services } from "../context.ts";
import { tellError } from "../logger.ts";
import { judgeClaims } from "./judge-claims.ts";

/** Channels that one person reads, who may be told what is theirs. */
const PRIVATE: readonly TextChannel[] = ["email", "inbox"];
const DATA_WORDS = {
  email: "an e-mail address",
  phone: "a phone number",
  card: "a payment card",
  iban: "a bank account",
  ssn: "a social security number",
  ip: "an IP address",
} as const;
const MODERATION_BLOCKS = 0.8;

type CheckServices = Pick<Services, "store" | "moderator" | "log" | "now">;

/** What a project's texts are held to. */
export type TextRules = { words: BannedWord[]; claims: ClaimRow[] };

/** Reads the rules once, for whoever looks over several texts at one moment. */
export async function readTextRules({ store: { db } }: Pick<Services, "store">, projectId: string): Promise<TextRules> {
  const [words, claims] = await Promise.all([readBannedWords(db, projectId), listClaimRows(db, projectId)]);
  return { words, claims };
}

/**
 * Looks a text over before it is approved, published or sent: personal data, offence, the project's banned words, claims without
 * evidence, words that speak to a model, characters that nobody sees. Whoever asks must not publish at `block` and needs a person's
 * yes at `review`. A moderator that gives no judgement is a finding, never a pass.
 * @param rules as they were read a moment ago; read when absent
 */
export async function checkText(
  services: CheckServices,
  projectId: string,
  text: string,
  channel: TextChannel,
  rules?: TextRules,
): Promise<TextCheck> {
  const [{ words, claims }, moderation] = await Promise.all([
    rules ?? readTextRules(services, projectId),
    moderate(services, projectId, text),
  ]);
  const findings = [
    ...moderation,
    ...findData(text, channel),
    ...words.flatMap(({ phrase, severity, advice }) =>
      findPhrases(text, [phrase]).map(({ start, end }): TextFinding => {
        const message = advice === "" ? `“${phrase}” is one of the project's banned words.` : `Banned word: ${advice}`;
        return { kind: "banned-word", severity, start, end, excerpt: text.slice(start, end), message };
      }),
    ),
    ...judgeClaims(text, claims, services.now()),
    ...findOrders(text),
    ...findHidden(text),
  ].sort((left, right) => left.start - right.start);
  const has = (severity: string) => findings.some((finding) => finding.severity === severity);
  const verdict = has("block") ? "block" : has("review") ? "review" : "pass";
  return { verdict, findings, moderator: services.moderator.name };
}

async function moderate({ moderator, log }: CheckServices, projectId: string, text: string): Promise<TextFinding[]> {
  try {
    const hits = await moderator.moderate(text);
    return hits.map(({ category, score, start, end }) => ({
      kind: "moderation",
      severity: score >= MODERATION_BLOCKS ? "block" : "review",
      start,
      end,
      excerpt: text.slice(start, end).slice(0, 200),
      message: `Held back as ${category}; say it in other words.`,
    }));
  } catch (error) {
    log.warn("A text could not be moderated", { projectId, error: tellError(error) });
    const message = `${moderator.name} gave no judgement; a person has to read it.`;
    return [
      { kind: "moderation", severity: "review", start: 0, end: text.length, excerpt: text.slice(0, 200), message },
    ];
  }
}

function findData(text: string, channel: TextChannel): TextFinding[] {
  return findPersonalData(text).map(({ kind, start, end }) => {
    // An address that one may write to is what an e-mail is signed with; a card number is nowhere in place.
    const isMild = kind === "email" || kind === "phone" || kind === "ip";
    const severity = isMild && PRIVATE.includes(channel) ? "note" : isMild ? "review" : "block";
    const message = `Holds ${DATA_WORDS[kind]}; take it out unless it is the business's own.`;
    return { kind: "personal-data", severity, start, end, excerpt: mask(text.slice(start, end)), message };
  });
}

/** The first two and the last two characters: enough to find it, not to use it. */
function mask(value: string): string {
  return value.length <= 4 ? "…" : `${value.slice(0, 2)}…${value.slice(-2)}`;
}

function findOrders(text: string): TextFinding[] {
  return findInjections(text).map(({ kind, start, end }) => ({
    kind: "injection",
    severity: "review",
    start,
    end,
    excerpt: text.slice(start, end).slice(0, 200),
    message: `Speaks to a model rather than to readers (${kind}); find out where it came from.`,
  }));
}

function findHidden(text: string): TextFinding[] {
  const { removed } = stripHidden(text);
  if (removed === 0) return [];
  const message = `Holds ${removed} characters that readers do not see; paste it as plain text.`;
  return [{ kind: "hidden", severity: "review", start: 0, end: text.length, excerpt: "", message }];
}

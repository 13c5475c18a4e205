import type { ContentBrief } from "@rapport/contracts/content";
import { contentBriefSchema } from "@rapport/contracts/content";
import type { Channel } from "@rapport/contracts/content-channels";
import { t } from "../../lib/text.ts";

/** A brief as it stands in its form: lists are lines of text. */
export type BriefState = {
  subject: string;
  itemIds: readonly string[];
  channels: readonly Channel[];
  facts: string;
  audience: string;
  goal: ContentBrief["goal"];
  tone: ContentBrief["voice"]["tone"];
  emoji: boolean;
  exclamations: boolean;
  bannedWords: string;
  variants: string;
  /** Documents in the brand's own voice, and by others about the same things. */
  ownDocuments: readonly string[];
  otherDocuments: readonly string[];
};

export const FIRST_BRIEF: BriefState = {
  subject: "",
  itemIds: [],
  channels: ["email"],
  facts: "",
  audience: "",
  goal: "purchase",
  tone: "plain",
  emoji: false,
  exclamations: false,
  bannedWords: "",
  variants: "3",
  ownDocuments: [],
  otherDocuments: [],
};

/** The brief to send, or what is still missing, in words. */
export function readBrief(state: BriefState): { brief: ContentBrief } | { missing: string } {
  if (state.subject.trim() === "" && state.itemIds.length === 0) {
    return { missing: t("Say what it is about: an item of the catalog, or a subject.") };
  }
  const { ownDocuments: ownDocumentIds, otherDocuments: otherDocumentIds } = state;
  if ((ownDocumentIds.length === 0) !== (otherDocumentIds.length === 0)) {
    return { missing: t("A voice is told from others: choose documents on both sides, or on none.") };
  }
  const learned = ownDocumentIds.length === 0 ? {} : { learned: { ownDocumentIds, otherDocumentIds } };
  const parsed = contentBriefSchema.safeParse({
    channels: state.channels,
    itemIds: state.itemIds,
    ...optional("subject", state.subject),
    ...optional("audience", state.audience),
    facts: toLines(state.facts),
    goal: state.goal,
    voice: { tone: state.tone, emoji: state.emoji, exclamations: state.exclamations, ...learned },
    bannedWords: toLines(state.bannedWords.replaceAll(",", "\n")),
    variants: Number(state.variants),
  });
  if (parsed.success) return { brief: parsed.data };
  const [issue] = parsed.error.issues;
  if (issue?.path[0] === "channels") return { missing: t("Choose at least one channel.") };
  return { missing: `${issue?.path.join(" ")}: ${issue?.message}` };
}

function optional(name: string, text: string): Record<string, string> {
  return text.trim() === "" ? {} : { [name]: text.trim() };
}

function toLines(text: string): string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

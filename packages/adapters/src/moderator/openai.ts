import { RapportError } from "@rapport/contracts/errors";
import type { ModerationCategory, ModerationHit, Moderator } from "@rapport/ports/moderator";
import { z } from "zod";

export type OpenaiModeratorOptions = {
  apiKey: string;
  /** `omni-moderation-latest` unless said. */
  model?: string;
  /** Address of the API up to `/v1`; OpenAI's own unless said. */
  baseUrl?: string;
};

const TIMEOUT_MS = 10_000;
const answerSchema = z.object({
  results: z
    .array(
      z.object({
        flagged: z.boolean(),
        categories: z.record(z.string(), z.boolean()),
        category_scores: z.record(z.string(), z.number()),
      }),
    )
    .min(1),
});
const CATEGORIES: Readonly<Record<string, ModerationCategory>> = {
  harassment: "harassment",
  hate: "hate",
  illicit: "illicit",
  "self-harm": "self-harm",
  sexual: "sexual",
  violence: "violence",
};

/** OpenAI's moderation, `POST /v1/moderations`: what is meant, not only what is said. Texts leave for OpenAI. */
export function createOpenaiModerator(options: OpenaiModeratorOptions): Moderator {
  const { apiKey, model = "omni-moderation-latest", baseUrl = "https://api.openai.com" } = options;
  return {
    name: `openai/${model}`,
    async moderate(text, signal) {
      if (text === "") return [];
      const timeout = AbortSignal.timeout(TIMEOUT_MS);
      const response = await fetch(new URL("/v1/moderations", baseUrl), {
        method: "POST",
        headers: { authorization: `Bearer ${apiKey}`, "content-type": "application/json" },
        body: JSON.stringify({ model, input: text }),
        signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      }).catch((error: unknown) => {
        throw unavailable(error instanceof Error ? error.message : String(error));
      });
      if (!response.ok) {
        await response.body?.cancel();
        throw unavailable(`answered ${response.status}`);
      }
      return readHits(await response.json().catch(() => undefined), text.length);
    },
  };
}

/** Sub-categories (`violence/graphic`) count as their category, by the surest of them. */
function readHits(body: unknown, length: number): ModerationHit[] {
  const parsed = answerSchema.safeParse(body);
  if (!parsed.success) throw unavailable("answered in another form");
  const scores = new Map<ModerationCategory, number>();
  for (const { flagged, categories, category_scores: given } of parsed.data.results) {
    const named = Object.keys(categories).filter((name) => categories[name]);
    for (const name of named) {
      // A category that is new to us still holds a text back.
      const category = CATEGORIES[name.split("/")[0] ?? ""] ?? "illicit";
      scores.set(category, Math.max(scores.get(category) ?? 0, Math.min(1, given[name] ?? 1)) || 1);
    }
    if (flagged && named.length === 0) scores.set("illicit", 1);
  }
  return [...scores].map(([category, score]) => ({ category, score, start: 0, end: length }));
}

function unavailable(reason: string): RapportError {
  return new RapportError("unavailable", `OpenAI's moderation ${reason}`);
}

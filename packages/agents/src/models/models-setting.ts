import { RapportError } from "@rapport/contracts/errors";
import type { ModelRole } from "@rapport/ports/language-model";
import { z } from "zod";
import { COMPOSER_MODEL } from "./composer/composer.ts";

const PRIORITIES = ["cost", "quality", "speed"] as const;
const ROLES = ["draft", "judge", "extract", "plan"] as const satisfies ModelRole[];

/** Who speaks which protocol, and where each is when nothing else is said: vendors' packages would look for an address in the environment. */
const PROVIDERS = {
  openai: undefined,
  anthropic: "https://api.anthropic.com",
  gemini: "https://generativelanguage.googleapis.com",
} as const;

const modelSchema = z
  .strictObject({
    /**
     * `openai`: whatever has `/chat/completions`, as OpenAI, Grok, Kimi, Ollama and others. `anthropic` and `gemini` need the packages
     * `@langchain/anthropic` and `@langchain/google`, which are not installed with the server.
     */
    provider: z.enum(["openai", "anthropic", "gemini"]).default("openai"),
    /** For `openai` needed, up to and without `/chat/completions`, e.g. `https://api.x.ai/v1`; for the others their own. */
    baseUrl: z.url({ protocol: /^https?$/ }).optional(),
    model: z.string().min(1).max(200),
    apiKey: z.string().min(1).max(500).optional(),
    /** Prices in millionths of the currency per token: 2.5 per million tokens is 2.5. */
    inputPrice: z.number().min(0).default(0),
    outputPrice: z.number().min(0).default(0),
    /** Marks of your own, more is better: what the priorities `quality` and `speed` order by. */
    quality: z.number().default(0),
    speed: z.number().default(0),
    timeoutMs: z.number().int().min(100).max(600_000).default(60_000),
    /** `schema`: the endpoint takes a JSON Schema; `object`: only that JSON is wanted; `none`: neither. */
    structured: z.enum(["schema", "object", "none"]).default("schema"),
    /** Answers come as they are written, so that one that goes on for too long can be left; false for an `openai` endpoint that cannot. */
    streamed: z.boolean().default(true),
  })
  .transform(({ baseUrl, ...model }, ctx) => {
    const at = baseUrl ?? PROVIDERS[model.provider];
    if (at !== undefined) return { ...model, baseUrl: at };
    ctx.addIssue({ code: "custom", path: ["baseUrl"], message: "needed: where /chat/completions is" });
    return z.NEVER;
  });
export type ModelSetting = z.infer<typeof modelSchema>;

const roleSchema = z.union([
  /** Aliases in the order in which they are asked. */
  z.array(z.string().min(1)).min(1),
  /** All models, ordered. */
  z.strictObject({ priority: z.enum(PRIORITIES) }),
]);

const settingSchema = z.strictObject({
  /** By alias. Model ids of providers rot; aliases stay. */
  models: z.record(z.string().regex(/^[a-z0-9][a-z0-9.-]{0,63}$/), modelSchema),
  roles: z.partialRecord(z.enum([...ROLES, "default"]), roleSchema).default({ default: { priority: "quality" } }),
  /** What each project may use in a UTC day; without a bound, as much as it asks for. */
  budget: z
    .strictObject({ dayTokens: z.number().int().min(0).optional(), dayCostMicros: z.number().int().min(0).optional() })
    .default({}),
});

/** Models of a deployment, and who is asked for what. */
export type ModelsSetting = {
  models: Readonly<Record<string, ModelSetting>>;
  /** Aliases by role, in the order in which they are asked; `rapport-composer` may be one. */
  order: Readonly<Record<ModelRole, readonly string[]>>;
  budget: { dayTokens?: number | undefined; dayCostMicros?: number | undefined };
};

/** Reads the setting `RAPPORT_MODELS`. @throws RapportError invalid_parameter saying where it is wrong */
export function parseModelsSetting(text: string): ModelsSetting {
  const parsed = settingSchema.safeParse(readJson(text));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw wrong(`${issue?.path.join(".") || "the whole"}: ${issue?.message}`);
  }
  const { models, roles, budget } = parsed.data;
  const orderOf = (role: ModelRole) => {
    const wanted = roles[role] ?? roles.default ?? { priority: "quality" as const };
    const order = Array.isArray(wanted) ? wanted : orderModels(models, wanted.priority);
    const unknown = order.find((alias) => alias !== COMPOSER_MODEL && !Object.hasOwn(models, alias));
    if (unknown !== undefined) throw wrong(`roles.${role}: there is no model “${unknown}”`);
    return order;
  };
  const order = {
    draft: orderOf("draft"),
    judge: orderOf("judge"),
    extract: orderOf("extract"),
    plan: orderOf("plan"),
  };
  return { models, order, budget };
}

function orderModels(models: Record<string, ModelSetting>, priority: (typeof PRIORITIES)[number]): string[] {
  const markOf = ({ inputPrice, outputPrice, quality, speed }: ModelSetting) => {
    if (priority === "cost") return -(inputPrice + outputPrice);
    return priority === "quality" ? quality : speed;
  };
  return Object.entries(models)
    .toSorted(([a, one], [b, other]) => markOf(other) - markOf(one) || (a < b ? -1 : 1))
    .map(([alias]) => alias);
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw wrong(`it is not JSON (${error instanceof Error ? error.message : "unreadable"})`);
  }
}

function wrong(detail: string): RapportError {
  return new RapportError("invalid_parameter", `RAPPORT_MODELS: ${detail}`);
}

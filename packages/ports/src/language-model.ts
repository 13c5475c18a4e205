import type { ZodType } from "zod";

/**
 * What a model is asked to be good at. A deployment maps each role to models: `draft` writes text for people, `judge` marks
 * text against rules, `extract` turns text into fields, `plan` chooses among steps that are given.
 */
export type ModelRole = "draft" | "judge" | "extract" | "plan";

/** One question to a model. */
export type ModelTask<T> = {
  role: ModelRole;
  /** Kebab-case name of the task, e.g. `ad-variants`: the key of its budget line, its cache and its built-in writer. */
  name: string;
  /** Whose budget pays. */
  projectId: string;
  /** Written by us alone, the same for every input of the task. */
  instructions: string;
  /**
   * Data as JSON. Whatever came from outside (events, messages, pages, documents) stands only in here, never in the
   * instructions: a model may be talked into anything, so it gets no tools, and what it answers is parsed by `schema`.
   */
  input: unknown;
  /** The answer's shape. Structured answers are repaired at most twice, then refused. */
  schema: ZodType<T>;
  /** Upper bound of the answer, in tokens; 1,024 when absent. */
  maxOutputTokens?: number;
  signal?: AbortSignal;
};

/** What one answer cost: tokens as the provider counted them, money in millionths of the currency of the prices. */
export type ModelUsage = { inputTokens: number; outputTokens: number; costMicros: number };

/** A model's answer, parsed. */
export type ModelAnswer<T> = {
  value: T;
  /** Who wrote it, e.g. `rapport-composer`: the built-in writer is always named, never passed off as a model. */
  model: string;
  usage: ModelUsage;
  /** True when an equal question was answered before and nothing was spent now. */
  cached: boolean;
};

/**
 * Models behind one door: roles, fallbacks, budgets and caching are the implementation's.
 * @throws RapportError `quota_exceeded` when the project's budget is used up, before anything is sent; `unavailable` when no
 *   model of the role answers; `internal` when the answers do not fit the schema after repair
 */
export interface LanguageModel {
  /** Asks for a structured answer. Equal tasks may be answered from a cache. */
  generate<T>(task: ModelTask<T>): Promise<ModelAnswer<T>>;
  /** The answer's text as it comes, in pieces that concatenate to the whole; not parsed, not cached. */
  stream(task: ModelTask<unknown>): AsyncIterable<string>;
}

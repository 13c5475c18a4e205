import type { BaseMessage } from "@langchain/core/messages";
import { AIMessage, HumanMessage } from "@langchain/core/messages";
import { RapportError } from "@rapport/contracts/errors";
import type { ModelLedger } from "@rapport/domain/model-usage/model-ledger";
import type { LanguageModel, ModelAnswer, ModelTask } from "@rapport/ports/language-model";
import { AnswerCache } from "./answer-cache.ts";
import { tellsCanary } from "./canary.ts";
import type { ModelDoor } from "./model-door.ts";
import { ModelFailure } from "./model-failure.ts";
import type { ModelSetting, ModelsSetting } from "./models-setting.ts";
import { isPlainText, toAnswerSchema, toMessages } from "./task-messages.ts";
import { readUsage } from "./token-usage.ts";

/** Times that a model is told what was wrong with its answer. */
const REPAIRS = 2;
const DEFAULT_OUTPUT_TOKENS = 1_024;

export type ModelRouterOptions = {
  setting: ModelsSetting;
  /** By alias; the composer among them. */
  doors: ReadonlyMap<string, ModelDoor>;
  ledger: ModelLedger;
  now: () => number;
};

/**
 * Asks the models of a role one after the other until one gives an answer that fits: those whose breaker is open, or who asked
 * to be left alone, are passed over. Before each question its greatest cost is reserved in the project's budget, behind it the
 * real one is written.
 */
export class ModelRouter implements LanguageModel {
  readonly #options: ModelRouterOptions;
  readonly #cache = new AnswerCache();

  constructor(options: ModelRouterOptions) {
    this.#options = options;
  }

  generate<T>(task: ModelTask<T>): Promise<ModelAnswer<T>> {
    return this.#cache.get(task, this.#options.now(), () => this.#generate(task));
  }

  async *stream(task: ModelTask<unknown>): AsyncIterable<string> {
    const failures: string[] = [];
    for (const door of this.#doorsOf(task)) {
      let hasBegun = false;
      try {
        for await (const text of this.#streamFrom(door, task)) {
          hasBegun = true;
          yield text;
        }
        return;
      } catch (error) {
        // What a reader has seen cannot be taken back: another model would begin anew.
        if (hasBegun || !(error instanceof ModelFailure)) throw error;
        failures.push(`${door.alias}: ${error.message}`);
      }
    }
    throw noAnswer(task, failures);
  }

  async #generate<T>(task: ModelTask<T>): Promise<ModelAnswer<T>> {
    const failures: string[] = [];
    for (const door of this.#doorsOf(task)) {
      try {
        return await this.#askOne(door, task);
      } catch (error) {
        if (!(error instanceof ModelFailure) || task.signal?.aborted) throw error;
        failures.push(`${door.alias}: ${error.message}`);
      }
    }
    throw noAnswer(task, failures);
  }

  #doorsOf({ role }: ModelTask<unknown>): ModelDoor[] {
    const { setting, doors } = this.#options;
    return setting.order[role].flatMap((alias) => doors.get(alias) ?? []).filter((door) => door.isOpen);
  }

  async #askOne<T>(door: ModelDoor, task: ModelTask<T>): Promise<ModelAnswer<T>> {
    const messages = toMessages(task);
    const usage = { inputTokens: 0, outputTokens: 0, costMicros: 0 };
    for (let repairs = 0; ; repairs++) {
      const { message, spent } = await this.#askPaid(door, task, messages);
      usage.inputTokens += spent.inputTokens;
      usage.outputTokens += spent.outputTokens;
      usage.costMicros += spent.costMicros;
      if (tellsCanary(message.text)) throw new ModelFailure("refused", "The answer tells its instructions");
      const parsed = task.schema.safeParse(isPlainText(task.schema) ? message.text : readJson(message.text));
      if (parsed.success) return { value: parsed.data, model: door.alias, usage, cached: false };
      const [issue] = parsed.error.issues;
      const problem = `${issue?.path.map(String).join(".") || "the whole"}: ${issue?.message}`;
      if (repairs >= REPAIRS)
        throw new ModelFailure("refused", `The answer does not fit after ${REPAIRS} repairs: ${problem}`);
      const wrong = `That does not fit the schema (${problem}). Answer again with the corrected JSON document alone.`;
      messages.push(new AIMessage(message.text.slice(0, 20_000)), new HumanMessage(wrong));
    }
  }

  async #askPaid(door: ModelDoor, task: ModelTask<unknown>, messages: BaseMessage[]) {
    const { ledger } = this.#options;
    const setting = this.#settingOf(door);
    const bound = boundOf(task, messages, setting);
    const reservation = await ledger.reserve(task.projectId, bound);
    let spent = bound;
    try {
      const message = await door.ask({ messages, options: callOptions(task) });
      const counted = readUsage(message);
      // A provider that does not count is taken to have used all that it might.
      if (counted) spent = { ...counted, costMicros: priceOf(counted, setting) };
      return { message, spent };
    } catch (error) {
      // Refused before it began, it cost nothing; cut off in between, nobody knows.
      if (error instanceof ModelFailure && error.kind !== "passing") spent = priceless();
      throw error;
    } finally {
      await ledger.settle(reservation, spent);
    }
  }

  async *#streamFrom(door: ModelDoor, task: ModelTask<unknown>): AsyncGenerator<string> {
    const { ledger } = this.#options;
    const messages = toMessages(task);
    const setting = this.#settingOf(door);
    let spent = boundOf(task, messages, setting);
    const reservation = await ledger.reserve(task.projectId, spent);
    try {
      for await (const piece of await door.chat.stream(messages, callOptions(task))) {
        const counted = readUsage(piece);
        if (counted) spent = { ...counted, costMicros: priceOf(counted, setting) };
        if (piece.text !== "") yield piece.text;
      }
    } finally {
      await ledger.settle(reservation, spent);
    }
  }

  #settingOf({ alias }: ModelDoor): ModelSetting | undefined {
    return this.#options.setting.models[alias];
  }
}

const priceless = () => ({ inputTokens: 0, outputTokens: 0, costMicros: 0 });

/** The most that a question can use: no token is shorter than a byte of text. */
function boundOf({ maxOutputTokens }: ModelTask<unknown>, messages: BaseMessage[], setting: ModelSetting | undefined) {
  if (!setting) return priceless();
  const inputTokens = messages.reduce((sum, { text }) => sum + Buffer.byteLength(text) + 16, 0);
  const tokens = { inputTokens, outputTokens: maxOutputTokens ?? DEFAULT_OUTPUT_TOKENS };
  return { ...tokens, costMicros: priceOf(tokens, setting) };
}

function priceOf(tokens: { inputTokens: number; outputTokens: number }, setting: ModelSetting | undefined): number {
  if (!setting) return 0;
  return Math.ceil(tokens.inputTokens * setting.inputPrice + tokens.outputTokens * setting.outputPrice);
}

function callOptions({ signal, schema, maxOutputTokens }: ModelTask<unknown>) {
  return {
    maxTokens: maxOutputTokens ?? DEFAULT_OUTPUT_TOKENS,
    ...(isPlainText(schema) ? {} : { answerSchema: toAnswerSchema(schema) }),
    ...(signal ? { signal } : {}),
  };
}

/** JSON of an answer; models like to put a fence around it. */
function readJson(text: string): unknown {
  const bare = text.trim().replace(/^```(?:json)?\s*|\s*```$/g, "");
  try {
    return JSON.parse(bare);
  } catch {
    return undefined;
  }
}

function noAnswer({ role, name }: ModelTask<unknown>, failures: readonly string[]): RapportError {
  const why = failures.length > 0 ? failures.join("; ") : "all of them rest after failures";
  return new RapportError("unavailable", `No model of the role ${role} answers ${name}: ${why}`.slice(0, 2_000));
}

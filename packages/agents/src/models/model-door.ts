import type { BaseChatModel } from "@langchain/core/language_models/chat_models";
import type { BaseMessage } from "@langchain/core/messages";
import CircuitBreaker from "opossum";
import { ModelFailure } from "./model-failure.ts";

/** A breaker opens when half of at least this many calls failed, and tries again after the pause. */
const BREAKER = { timeout: false, errorThresholdPercentage: 50, volumeThreshold: 4, resetTimeout: 30_000 } as const;

export type ModelCall = { messages: BaseMessage[]; options: object };

/** One model, behind what keeps a broken one from being asked: its breaker, and the time it asked to be left alone for. */
export class ModelDoor {
  readonly alias: string;
  readonly chat: BaseChatModel;
  readonly #breaker: CircuitBreaker<[ModelCall], BaseMessage>;
  readonly #now: () => number;
  #restUntilMs = 0;

  constructor(alias: string, chat: BaseChatModel, now: () => number) {
    this.alias = alias;
    this.chat = chat;
    this.#now = now;
    const ask = ({ messages, options }: ModelCall): Promise<BaseMessage> => chat.invoke(messages, options);
    // A question that is refused says nothing of the next one.
    const errorFilter = (error: unknown) => error instanceof ModelFailure && error.kind === "refused";
    this.#breaker = new CircuitBreaker(ask, { ...BREAKER, errorFilter });
  }

  get isOpen(): boolean {
    return !this.#breaker.opened && this.#now() >= this.#restUntilMs;
  }

  /** @throws ModelFailure */
  async ask(call: ModelCall): Promise<BaseMessage> {
    try {
      return await this.#breaker.fire(call);
    } catch (error) {
      if (error instanceof ModelFailure)
        this.#restUntilMs = Math.max(this.#restUntilMs, this.#now() + error.retryAfterMs);
      throw error instanceof ModelFailure ? error : new ModelFailure("passing", String(error), { cause: error });
    }
  }
}

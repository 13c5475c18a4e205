import type { BatchBody, Delivery, Environment, OutgoingMessage } from "@rapport/sdk-core";
import type { Exchange } from "./exchange.ts";

/** What a runtime gives to the client, beside web standards. */
export type Platform = {
  environment: Environment;
  /** Gzips a body; absent where the runtime cannot. */
  compress?: ((body: BatchBody) => Promise<Uint8Array<ArrayBuffer>>) | undefined;
  exchange: Exchange;
  /** Puts something between the calls and the queue, such as a spool on disk. */
  intake?: { keeps: boolean; open(delivery: Delivery): Intake } | undefined;
};

/** Where calls put their messages, if not straight into the queue; holds what the queue has no room for. */
export type Intake = {
  /** Never throws. */
  enqueue(message: OutgoingMessage): void;
  /** Events that it holds and the queue does not. */
  readonly waiting: number;
  /** Events that it gave up; each was reported. */
  readonly dropped: number;
  /** True when whoever can wait should. */
  readonly crowded: boolean;
  /** Moves on what it holds, as far as the queue has room. */
  feed(): void;
  /** Lets go of everything: what is not delivered is reported, or stays for the next client. */
  close(): void;
};

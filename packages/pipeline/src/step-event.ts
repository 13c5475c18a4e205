import type { LoggedEvent } from "@rapport/contracts/log";
import type { EnrichedEvent } from "@rapport/domain/events/enriched-event";
import type { BatchFacts, PayloadReading } from "./enrich-event.ts";

/** What an event's log value says of it besides its payload. */
export type LoggedHead = Omit<LoggedEvent, "payload" | "payloadJson">;

/**
 * An event on its way from the log into the store. Its payload is parsed when somebody asks for it, and few do: as objects, payloads
 * would be most of what a step of the projector keeps alive while it waits for the database, and garbage that grew old after it.
 */
export class StepEvent implements EnrichedEvent {
  readonly type: EnrichedEvent["type"];
  readonly messageId: string;
  readonly anonymousId: string | undefined;
  readonly userId: string | undefined;
  readonly name: string;
  readonly timestampMs: number;
  readonly originalTimestampMs: number;
  readonly undated: true | undefined;
  readonly sentAtMs: number | undefined;
  readonly receivedAtMs: number;
  readonly flags: EnrichedEvent["flags"];
  readonly privacy: EnrichedEvent["privacy"];
  readonly payloadJson: string;
  readonly projectId: string;
  readonly trusted: boolean;
  readonly actor: string | undefined;
  readonly userAgent: string | undefined;
  readonly charged: boolean;
  readonly sessionId: string | undefined;
  readonly enrichment: EnrichedEvent["enrichment"];
  readonly interactions: EnrichedEvent["interactions"];
  readonly speaksOfConsent: boolean | undefined;
  readonly bytes: number;
  #payload: LoggedEvent["payload"] | undefined;

  /** @param bytes the event's share of its log value */
  constructor(batch: BatchFacts, event: LoggedHead, payloadJson: string, reading: PayloadReading, bytes: number) {
    // One by one: events as JSON gives them have many shapes, and all that is done to these is faster with one.
    this.type = event.type;
    this.messageId = event.messageId;
    this.anonymousId = event.anonymousId;
    this.userId = event.userId;
    this.name = event.name;
    this.timestampMs = event.timestampMs;
    this.originalTimestampMs = event.originalTimestampMs;
    this.undated = event.undated;
    this.sentAtMs = event.sentAtMs;
    this.receivedAtMs = event.receivedAtMs;
    this.flags = event.flags;
    this.privacy = event.privacy;
    this.payloadJson = payloadJson;
    this.projectId = batch.projectId;
    this.trusted = batch.trusted;
    this.actor = batch.actor;
    this.userAgent = batch.userAgent;
    this.charged = batch.charged === true;
    this.sessionId = reading.sessionId;
    this.enrichment = reading.enrichment;
    this.interactions = reading.interactions;
    this.speaksOfConsent = reading.speaksOfConsent;
    this.bytes = bytes;
  }

  get payload(): LoggedEvent["payload"] {
    this.#payload ??= JSON.parse(this.payloadJson) as LoggedEvent["payload"]; // as: an object that was written as JSON
    return this.#payload;
  }
}

import type { TrackingMessage } from "@rapport/contracts/messages";
import { nextMessageId } from "./next-message-id.ts";

/** Time of every message that does not say its own. */
const TIME_MS = Date.UTC(2026, 0, 5, 12);

/** A message with all that the tracking API asks for. */
export type TestMessage = TrackingMessage & { messageId: string };

type Overrides = Partial<TrackingMessage>;

/** A `Product Viewed` of an anonymous visitor; `overrides` win. */
export function trackMessage(overrides: Overrides = {}): TestMessage {
  return create({ type: "track", event: "Product Viewed", properties: { product_id: "copper-kettle" } }, overrides);
}

/** Ties the anonymous visitor of the other factories to `customer-1`. */
export function identifyMessage(overrides: Overrides = {}): TestMessage {
  return create({ type: "identify", userId: "customer-1", traits: { email: "ada@example.com" } }, overrides);
}

export function pageMessage(overrides: Overrides = {}): TestMessage {
  return create({ type: "page", name: "Home", properties: { path: "/" } }, overrides);
}

export function screenMessage(overrides: Overrides = {}): TestMessage {
  return create({ type: "screen", name: "Home" }, overrides);
}

export function groupMessage(overrides: Overrides = {}): TestMessage {
  return create({ type: "group", groupId: "group-1", traits: { name: "Fennel & Oak" } }, overrides);
}

export function aliasMessage(overrides: Overrides = {}): TestMessage {
  return create({ type: "alias", previousId: "anonymous-1", userId: "customer-1" }, overrides);
}

function create(body: TrackingMessage, overrides: Overrides): TestMessage {
  return {
    anonymousId: "anonymous-1",
    originalTimestamp: new Date(TIME_MS).toISOString(),
    ...body,
    ...overrides,
    messageId: overrides.messageId ?? nextMessageId(TIME_MS),
  };
}

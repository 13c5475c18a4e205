/** One call of a client, in words that every language has. */
export type ContractCall = {
  call: "track" | "identify" | "page" | "screen" | "group" | "alias";
  userId: string;
  event?: string;
  name?: string;
  groupId?: string;
  previousId?: string;
  properties?: Record<string, unknown>;
  traits?: Record<string, unknown>;
  messageId: string;
  timestamp: string;
  context?: Record<string, unknown>;
};

const TIME_MS = Date.UTC(2024, 4, 1, 8);
const TRACKS = 120;

const at = (index: number) => ({
  messageId: `m-${String(index).padStart(4, "0")}`,
  timestamp: new Date(TIME_MS + index).toISOString(),
});

/** Every kind of message, texts that are hard to carry, and enough events for several batches. */
export const CONTRACT_CALLS: readonly ContractCall[] = [
  { call: "identify", userId: "u1", traits: { plan: "pro", näme: 'Ada 🦊 \u2028\u0000 "q" \\' }, ...at(0) },
  { call: "page", userId: "u1", name: "Home", properties: { section: "a" }, ...at(1) },
  { call: "screen", userId: "u1", name: "Start", properties: { tab: 1 }, ...at(2) },
  { call: "group", userId: "u1", groupId: "g1", traits: { size: 3 }, ...at(3) },
  { call: "alias", userId: "u1", previousId: "old-1", ...at(4) },
  { call: "track", userId: "u1", event: "Empty", ...at(5) },
  {
    call: "track",
    userId: "u1",
    event: "Nested",
    properties: { list: [1, 2.5, null, { deep: [true, false] }], zero: 0, empty: "", long: "x".repeat(5_000) },
    context: { extra: { a: 1 } },
    ...at(6),
  },
  ...Array.from(
    { length: TRACKS },
    (_, index): ContractCall => ({
      call: "track",
      userId: "u1",
      event: `Event ${index}`,
      properties: { index, price: index / 4 },
      ...at(7 + index),
    }),
  ),
];

/** What arrives of a call, without what each client adds of its own (library, page, device, arrival). */
export type ContractMessage = Record<string, unknown>;

/** The messages that the calls mean, in the order of their ids. */
export function expectedMessages(): ContractMessage[] {
  return CONTRACT_CALLS.map(({ call, timestamp, context, ...rest }) => ({
    ...rest,
    type: call,
    originalTimestamp: timestamp,
    extra: context?.extra,
  }));
}

const FIELDS = ["type", "userId", "event", "name", "groupId", "previousId", "traits", "messageId", "originalTimestamp"];

/** Cuts messages down to what the contract speaks of, once per messageId, in the order of the ids. */
export function normaliseMessages(messages: readonly ContractMessage[]): ContractMessage[] {
  const distinct = new Map(messages.map((message) => [String(message.messageId), message]));
  return [...distinct.keys()].sort().map((id) => normalise(distinct.get(id) ?? {}));
}

function normalise(message: ContractMessage): ContractMessage {
  const kept = Object.fromEntries(
    FIELDS.map((field) => [field, message[field]]).filter(([, value]) => value !== undefined),
  );
  const context: unknown = message.context;
  const extra = typeof context === "object" && context && "extra" in context ? context.extra : undefined;
  const expected = CONTRACT_CALLS.find((call) => call.messageId === message.messageId)?.properties;
  const given: unknown = message.properties;
  // A browser adds its address to the properties of a page; what the call named must be there unchanged.
  const names = expected && typeof given === "object" && given ? Object.entries(given) : [];
  const properties = expected && Object.fromEntries(names.filter(([name]) => name in expected));
  return { ...kept, ...(properties && { properties }), extra };
}

import { createHash } from "node:crypto";

/** How far copies lie behind: in the same batch, soon after, and anywhere before, over restarts and midnights. */
const NEAR = 400;
const HOUR_MS = 3_600_000;

export type TapeMessage = {
  type: "track";
  event: string;
  messageId: string;
  anonymousId: string;
  timestamp: string;
};

export type TapeOptions = { seed: number; people: number; startMs: number; perHour: number };

/**
 * Message `place` of an endless tape: always the same, so a copy needs no memory. Half of the ids are UUIDv7 of the message's
 * time; the others are texts, whose day is that of the `timestamp`.
 */
export function messageAt(place: number, { people, startMs, perHour }: TapeOptions): TapeMessage {
  const atMs = startMs + Math.floor((place / perHour) * HOUR_MS);
  return {
    type: "track",
    event: `Step ${place % 7}`,
    messageId: place % 2 === 0 ? uuidAt(atMs, place) : `order-${place}`,
    anonymousId: `visitor-${(place * 7_919) % people}`,
    timestamp: new Date(atMs).toISOString(),
  };
}

/** The place that an id was made for. */
export function placeOf(messageId: string): number {
  return messageId.startsWith("order-") ? Number(messageId.slice(6)) : Number.parseInt(messageId.slice(24), 16);
}

/** Which earlier message is sent again as the `count`-th copy, when `sent` messages were. Seeded, without memory. */
export function copiedPlace(count: number, sent: number, seed: number): number {
  const bytes = createHash("sha256").update(`${seed}:${count}`).digest();
  const reach = bytes.readUInt8(0) < 128 ? Math.min(NEAR, sent) : sent;
  return sent - 1 - (bytes.readUIntBE(1, 6) % reach);
}

/** UUIDv7 (RFC 9562 §5.7) whose random part is the place. */
function uuidAt(atMs: number, place: number): string {
  const time = atMs.toString(16).padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${place.toString(16).padStart(12, "0")}`;
}

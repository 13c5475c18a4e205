import type { StoredEvent } from "@rapport/contracts/events";
import { readRejectedBody } from "./rejected-body.ts";
import type { RejectedEntry } from "./stream-entry.ts";

/** What a message is made of, wherever it is kept. */
type SentEvent = Pick<StoredEvent, "type" | "payload" | "userId" | "anonymousId">;
/** Without a key that can be shown, its place is marked. */
type Target = { origin: string; writeKey: string | null };

/**
 * A command that sends the event once more. messageId and times are left out: with them the server would see a
 * duplicate and, rightly, do nothing.
 */
export function eventCurl(event: SentEvent, target: Target): string {
  const { type: _type, ...payload } = event.payload;
  const ids = {
    ...(event.userId === null ? {} : { userId: event.userId }),
    ...(event.anonymousId === null ? {} : { anonymousId: event.anonymousId }),
  };
  return curl(`/v1/${event.type}`, { ...ids, ...payload }, target);
}

/** A command that repeats a rejected message as it was sent, so that the same answer can be seen again. */
export function rejectedCurl(entry: RejectedEntry, target: Target): string {
  const { value } = readRejectedBody(entry);
  return messageCurl(value === undefined ? entry.body : value, target);
}

/** A command that sends a message as it was: in a batch, where each says its own type. */
export function messageCurl(message: unknown, target: Target): string {
  return curl("/v1/batch", { batch: [message] }, target);
}

function curl(path: string, body: unknown, target: Target): string {
  const lines = [
    `curl ${quote(new URL(path, target.origin).href)}`,
    `-u ${quote(`${target.writeKey ?? "pk_…"}:`)}`,
    `-H ${quote("Content-Type: application/json")}`,
    `--data-raw ${quote(JSON.stringify(body, null, 2))}`,
  ];
  return lines.join(" \\\n  ");
}

/**
 * One word for a POSIX shell, whatever it contains: event data comes from strangers and this text is made to be pasted
 * into a terminal. JSON.stringify has already escaped C0 controls; C1 controls (0x80–0x9f, some terminals act on them)
 * and invisible direction marks are escaped here.
 */
function quote(text: string): string {
  const visible = text.replace(/[\u007f-\u009f\u200e\u200f\u202a-\u202e\u2028\u2029\u2066-\u2069]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
  return `'${visible.replaceAll("'", "'\\''")}'`;
}

import { RapportError } from "@rapport/contracts/errors";
import { formatUuid, uuidv7Bytes } from "@rapport/contracts/ids";
import { objectOf } from "@rapport/contracts/json";
import { LIMITS } from "@rapport/contracts/limits";
import type { LoggedEvent } from "@rapport/contracts/log";
import type { MessageType, RejectedMessage, TrackingAnswer } from "@rapport/contracts/messages";
import { REJECTED_LIMITS } from "@rapport/contracts/rejected";
import type { ActivePlan } from "@rapport/domain/tracking-plan/plan-book";
import type { Caller } from "../http/authenticate.ts";
import type { ApiServices } from "../services.ts";
import { excerptMessage } from "./excerpt-message.ts";
import { holdToPlan } from "./hold-to-plan.ts";
import type { MessageDefaults } from "./parse-message.ts";
import { parseMessage, readMessageId } from "./parse-message.ts";

/** One tracking request, authenticated, its JSON parsed. */
export type IngestInput = {
  caller: Caller;
  messages: readonly unknown[];
  /** Bytes of the body: below one event's limit, no event needs to be measured. */
  bytes: number;
  type: MessageType | undefined;
  sentAt: unknown;
  historical: boolean;
  ip: string | undefined;
  userAgent: string | undefined;
};

/** Rejects shown live per request: a broken client can send thousands. */
const PUBLISHED_REJECTS = 20;
const PUBLISHED_BYTES = 2_000;

/**
 * Validates the messages one by one, puts the good ones on the log and answers when they are durable, with what
 * became of each.
 * @throws RapportError nothing_valid when no message is; unavailable when the log cannot take them
 */
export async function ingest(services: ApiServices, input: IngestInput): Promise<TrackingAnswer> {
  const plan = await services.plans.get(input.caller.projectId);
  const { events, rejected, duplicates } = parseMessages(services, input, plan);
  noteRejected(services, input, rejected);
  publishRejected(services, input, rejected);
  // An import reads what became of each line from the answer, even when that is the same for all.
  if (events.length === 0 && rejected.length > 0 && !input.historical) throw nothingValid(input, rejected);
  const { caller, ip, userAgent } = input;
  const trusted = caller.kind === "secret";
  const offset = await append(services, { projectId: caller.projectId, trusted, ip, userAgent, events });
  return { success: true, accepted: events.length, duplicates, rejected, offset, durability: "disk" };
}

function parseMessages(services: ApiServices, input: IngestInput, plan: ActivePlan | undefined) {
  const defaults = defaultsOf(services, input);
  const events: LoggedEvent[] = [];
  const rejected: RejectedMessage[] = [];
  const seen = new Set<string>();
  let duplicates = 0;
  input.messages.forEach((message, index) => {
    const parsed = parseMessage(message, defaults);
    if (!parsed.ok) {
      const { code, path, message: text } = parsed.issue;
      rejected.push({ index, messageId: parsed.messageId, code, path, message: text });
    } else if (input.bytes > LIMITS.eventBytes && Buffer.byteLength(JSON.stringify(message)) > LIMITS.eventBytes) {
      rejected.push({
        index,
        messageId: readMessageId(objectOf(message)),
        code: "event_too_large",
        path: "",
        message: `has more than ${LIMITS.eventBytes} bytes; send less in properties or context`,
      });
    } else if (seen.has(parsed.event.messageId)) {
      duplicates++;
    } else {
      const issue = plan && holdToPlan(services, input.caller.projectId, plan, parsed.event);
      if (issue) {
        const messageId = readMessageId(objectOf(message));
        rejected.push({ index, messageId, code: "plan_violation", path: issue.pointer, message: issue.message });
      } else {
        seen.add(parsed.event.messageId);
        events.push(parsed.event);
      }
    }
  });
  return { events, rejected, duplicates };
}

function defaultsOf(services: ApiServices, input: IngestInput): MessageDefaults {
  const receivedAtMs = services.now();
  const sentAt = typeof input.sentAt === "string" ? Date.parse(input.sentAt) : input.sentAt;
  const plausible = typeof sentAt === "number" && sentAt >= 0 && sentAt <= Date.UTC(9999, 11, 31);
  return {
    type: input.type,
    receivedAtMs,
    sentAtMs: plausible ? Math.floor(sentAt) : undefined,
    historical: input.historical,
    newMessageId: () => formatUuid(uuidv7Bytes(receivedAtMs, services.randomBytes(10))),
  };
}

async function append(services: ApiServices, batch: Parameters<ApiServices["append"]>[0]): Promise<string> {
  try {
    return await services.append(batch);
  } catch (cause) {
    services.log.error("The event log did not take a batch", { error: String(cause) });
    throw new RapportError("unavailable", "The events could not be made durable; send them again", {
      cause,
      retryAfterSeconds: 2,
    });
  }
}

function nothingValid(input: IngestInput, rejected: readonly RejectedMessage[]): RapportError {
  const base = input.type === undefined ? (index: number) => `/batch/${index}` : () => "";
  const fields = rejected.slice(0, 100).map(({ index, path, message }) => ({ pointer: base(index) + path, message }));
  const first = fields[0];
  return new RapportError("nothing_valid", `${first?.pointer || "The message"} ${first?.message ?? "is not valid"}`, {
    fields,
  });
}

/** Counts what was rejected and keeps samples, beside the answer. */
function noteRejected(services: ApiServices, input: IngestInput, rejected: readonly RejectedMessage[]): void {
  if (rejected.length === 0) return;
  services.intake.noteRejected(
    input.caller.projectId,
    services.now(),
    rejected.map(({ index, messageId, code, path, message }) => ({
      code,
      pointer: path,
      message,
      messageId,
      payload: () => excerptMessage(input.messages[index], REJECTED_LIMITS.sampleBytes),
    })),
  );
}

function publishRejected(services: ApiServices, input: IngestInput, rejected: readonly RejectedMessage[]): void {
  const { projectId } = input.caller;
  if (rejected.length === 0 || !services.hub.hasListeners(projectId)) return;
  for (const entry of rejected.slice(0, PUBLISHED_REJECTS)) {
    services.hub.publish(projectId, {
      kind: "rejected",
      receivedAt: new Date(services.now()).toISOString(),
      rejected: entry,
      body: excerptMessage(input.messages[entry.index], PUBLISHED_BYTES).text,
    });
  }
}

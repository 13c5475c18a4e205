import { RapportError } from "@rapport/contracts/errors";
import { formatUuid, uuidv7Bytes } from "@rapport/contracts/ids";
import type { LoggedEvent } from "@rapport/contracts/log";
import type { MergeAnswer, MergeRequest } from "@rapport/contracts/merges";
import type { Identity } from "@rapport/store/queries/identities";
import { listIdentities } from "@rapport/store/queries/identities";
import { listMergesOfEvents } from "@rapport/store/queries/merges";
import { getProfileRowByIdentity } from "@rapport/store/queries/profiles";
import type { Context } from "../context.ts";
import { deriveKey, eventKey } from "../events/event-key.ts";
import { requireProfile } from "../profiles/find-profile.ts";
import { toMerge } from "./to-merge.ts";

export type PlanMergeInput = {
  /** User id or profile id of the person that stays. */
  id: string;
  other: MergeRequest;
  /** Key of the request: the same key is the same merge, also after it was undone. */
  requestKey: string | undefined;
};

/** Either the answer is known, or an event has to go on the log: a merge is an event, as every other outcome. */
export type MergePlan = { kind: "answer"; answer: MergeAnswer } | { kind: "append"; event: LoggedEvent };

/** @throws RapportError `not_found` when either of the two is not there */
export async function planMerge(ctx: Context, input: PlanMergeInput): Promise<MergePlan> {
  const { store, projectId } = ctx;
  const messageId =
    input.requestKey === undefined
      ? formatUuid(uuidv7Bytes(ctx.now(), ctx.randomBytes(10)))
      : deriveKey(`merge request\0${input.requestKey}`);
  const done = input.requestKey === undefined ? undefined : await findMerge(ctx, messageId);
  if (done) return { kind: "answer", answer: done };
  const stays = await requireProfile(ctx, input.id);
  const other = otherIdentity(input.other);
  const goes = await getProfileRowByIdentity(store.db, projectId, other);
  if (!goes) {
    const pointer = input.other.userId === undefined ? "/anonymousId" : "/userId";
    const fields = [{ pointer, message: "leads to nobody; send the id of a person who was seen" }];
    throw new RapportError("not_found", `No person of this project has the id “${other.value}”`, { fields });
  }
  if (goes.id === stays.id) return { kind: "answer", answer: { outcome: "already_one", merge: null } };
  const [current] = await listIdentities(store.db, projectId, [stays.id], 1);
  if (!current) throw new RapportError("not_found", `The person “${input.id}” has no id left`);
  return { kind: "append", event: aliasEvent(messageId, ctx.now(), current, other) };
}

/**
 * What came of a merge that was put on the log: another message may have made the two one before it was folded.
 * @throws RapportError `invalid_parameter` when they are two still: the message was taken for a copy of another one
 */
export async function readMergeAnswer(ctx: Context, input: PlanMergeInput, messageId: string): Promise<MergeAnswer> {
  const done = await findMerge(ctx, messageId);
  if (done) return done;
  const stays = await requireProfile(ctx, input.id);
  const goes = await getProfileRowByIdentity(ctx.store.db, ctx.projectId, otherIdentity(input.other));
  if (goes?.id === stays.id) return { outcome: "already_one", merge: null };
  const message = "is the key of a message that was stored before; use a new one";
  throw new RapportError("invalid_parameter", `Idempotency-Key ${message}`, {
    fields: [{ pointer: "/Idempotency-Key", message }],
  });
}

async function findMerge(ctx: Context, messageId: string): Promise<MergeAnswer | undefined> {
  const [row] = await listMergesOfEvents(ctx.store.db, ctx.projectId, [eventKey(messageId)]);
  return row && { outcome: "merged", merge: toMerge(row) };
}

function otherIdentity({ userId, anonymousId }: MergeRequest): Identity {
  return userId === undefined ? { kind: "anonymous", value: anonymousId ?? "" } : { kind: "user", value: userId };
}

function aliasEvent(messageId: string, nowMs: number, current: Identity, other: Identity): LoggedEvent {
  return {
    type: "alias",
    messageId,
    anonymousId: current.kind === "anonymous" ? current.value : undefined,
    userId: current.kind === "user" ? current.value : undefined,
    name: "alias",
    timestampMs: nowMs,
    originalTimestampMs: nowMs,
    sentAtMs: undefined,
    receivedAtMs: nowMs,
    payload: { previousId: other.value, previousKind: other.kind },
  };
}

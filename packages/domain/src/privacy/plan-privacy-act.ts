import { RapportError } from "@rapport/contracts/errors";
import { newId } from "@rapport/contracts/ids";
import type { LoggedEvent } from "@rapport/contracts/log";
import type { ErasePerson, PersonName, PrivacyAct, SuppressPerson } from "@rapport/contracts/privacy";
import type { Identity } from "@rapport/store/queries/identities";
import { listIdentities } from "@rapport/store/queries/identities";
import { getProfileRow } from "@rapport/store/queries/profiles";
import type { Context } from "../context.ts";
import { nameActor } from "../name-actor.ts";
import { parseProfileId } from "../profiles/profile-id.ts";
import { ensureLedgerKey } from "./ledger-key.ts";

/** An act that is to go on the log: it holds from its place there on, and a crash after that loses nothing. */
export type PlannedAct = { id: string; event: LoggedEvent };

/**
 * Erases a person: all that is kept of them, of profiles merged into theirs and of every id that leads there. An id that nobody
 * has is no error: its events may be on the way, and it can be left out from now on.
 * @throws RapportError not_found for a profile that is not there; conflict where other servers could not read the ledger
 */
export async function planErasure(ctx: Context, { suppress, ...name }: ErasePerson): Promise<PlannedAct> {
  return plan(ctx, await findIdentity(ctx, name), "erase", suppress);
}

/** Leaves out what is sent under the ids of a person, or takes it again. @throws RapportError conflict, as above */
export async function planSuppression(ctx: Context, { suppressed, ...name }: SuppressPerson): Promise<PlannedAct> {
  return plan(ctx, await findIdentity(ctx, name), suppressed ? "suppress" : "lift", suppressed);
}

async function plan(ctx: Context, identity: Identity, act: PrivacyAct, suppress: boolean): Promise<PlannedAct> {
  await ensureLedgerKey(ctx.store.db, ctx, ctx.projectId);
  const nowMs = ctx.now();
  const id = newId("privacyRequest", nowMs, ctx.randomBytes(10));
  const event: LoggedEvent = {
    type: "track",
    messageId: id,
    anonymousId: identity.kind === "anonymous" ? identity.value : undefined,
    userId: identity.kind === "user" ? identity.value : undefined,
    name: act,
    timestampMs: nowMs,
    originalTimestampMs: nowMs,
    sentAtMs: undefined,
    receivedAtMs: nowMs,
    privacy: { id, act, suppress, requestedBy: nameActor(ctx.actor) },
    payload: {},
  };
  return { id, event };
}

async function findIdentity(ctx: Context, { userId, anonymousId, profileId = "" }: PersonName): Promise<Identity> {
  if (userId !== undefined) return { kind: "user", value: userId };
  if (anonymousId !== undefined) return { kind: "anonymous", value: anonymousId };
  const { store, projectId } = ctx;
  const uuid = parseProfileId(profileId);
  const row = uuid === undefined ? undefined : await getProfileRow(store.db, projectId, uuid);
  const [identity] = row ? await listIdentities(store.db, projectId, [row.id], 1) : [];
  if (identity) return { kind: identity.kind, value: identity.value };
  const fields = [{ pointer: "/profileId", message: "leads to nobody" }];
  throw new RapportError("not_found", `There is no person with the id “${profileId}” in this project`, { fields });
}

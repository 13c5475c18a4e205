import { newId } from "@rapport/sdk-core";
import type { Storage } from "./storage.ts";
import { readValue, writeValue } from "./storage.ts";

/** Who the visitor is, and in which visit; shared by all tabs of the site. */
export type Identity = Storage & {
  ids: { anonymousId: string; userId?: string | undefined };
  /** Id of the visit, and the time of an event of it. */
  session: [id?: string, lastMs?: number];
};

/** A visit ends after this time without events. */
const SESSION_IDLE_MS = 1_800_000;
/**
 * The time of the last event is read and written at most this often, because storage is synchronous and shared by all
 * tabs; a visit may end earlier by so much.
 */
const SESSION_WRITE_MS = 5_000;

const setIds = (client: Identity, anonymousId: string, userId?: string): void => {
  client.ids = { anonymousId, userId };
  writeValue(client, "id", client.ids);
};

const setSession = (client: Identity, session: Identity["session"]): void => {
  client.session = session;
  writeValue(client, "session", session);
};

/** Takes over what an earlier page or another tab wrote; the first visit of all starts here. */
export const readIds = (client: Identity): void => {
  const stored = Object(readValue(client, "id"));
  if (stored.anonymousId) client.ids = stored;
  else if (!client.ids.anonymousId) resetIds(client);
};

/** Remembers the user. Another user on the same device starts with an anonymousId of their own. */
export const setUser = (client: Identity, id: string): void => {
  const { anonymousId, userId = id } = client.ids;
  setIds(client, userId === id ? anonymousId : newId(), id);
};

/** Forgets the user and starts a new anonymous person in a new visit. */
export const resetIds = (client: Identity): void => {
  setSession(client, []);
  setIds(client, newId());
};

/** Id of the visit that an event at this time belongs to. */
export const touchSession = (client: Identity, nowMs: number): string | undefined => {
  // Not a number when there was none, or what is stored is none: that is no age below any other.
  // as: whatever is stored, the difference is a number or none
  const ageOf = (session: { 1?: unknown }) => Math.abs(nowMs - (session[1] as number));
  if (!(ageOf(client.session) < SESSION_WRITE_MS)) {
    // Another tab may have gone on with the visit while this one rested, or started a new one.
    const last = Object(readValue(client, "session"));
    setSession(client, [ageOf(last) < SESSION_IDLE_MS ? last[0] : newId(), nowMs]);
  }
  return client.session[0];
};

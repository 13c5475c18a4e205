import { randomUuid } from "@rapport/sdk-core";
import { attempt } from "./attempt.ts";
import type { Store } from "./storage.ts";

/** A visit ends after this time without events. */
const SESSION_IDLE_MS = 30 * 60_000;
/** The time of the last event is read and written at most this often: storage is synchronous and shared by all tabs. */
const SESSION_WRITE_MS = 5_000;

/** Who the visitor is, and in which visit; shared by all tabs of the site. */
export function createIdentity(store: Store) {
  let anonymousId = "";
  let userId: string | undefined;
  let sessionId = "";
  let lastEventMs = 0;
  let writtenMs = 0;
  const write = () => store.write("id", JSON.stringify([anonymousId, userId]));
  const reset = () => {
    anonymousId = randomUuid();
    userId = undefined;
    sessionId = "";
    store.write("session", "");
    write();
  };
  return {
    /** Ids of this moment. */
    getIds: () => ({ anonymousId, userId }),
    /** Takes over what an earlier page or another tab wrote; the first visit of all starts here. */
    readIds() {
      const stored: unknown = attempt(() => JSON.parse(store.read("id") ?? ""));
      if (Array.isArray(stored)) {
        anonymousId = stored[0];
        userId = stored[1] ?? undefined;
      } else if (!anonymousId) reset();
    },
    /** Remembers the user. Another user on the same device starts with an anonymousId of their own. */
    setUser(id: string) {
      if (userId && userId !== id) anonymousId = randomUuid();
      userId = id;
      write();
    },
    /** Forgets the user and starts a new anonymous person in a new visit. */
    reset,
    /** Id of the visit that an event at this time belongs to. */
    touchSession(nowMs: number) {
      if (!sessionId || Math.abs(nowMs - writtenMs) > SESSION_WRITE_MS) {
        // Another tab may have gone on with the visit while this one rested, or started a new one.
        const [id = "", lastMs = 0] = store.read("session")?.split(" ") ?? [];
        if (!sessionId || Number(lastMs) > lastEventMs) {
          sessionId = id;
          lastEventMs = Number(lastMs);
        }
        if (!sessionId || nowMs - lastEventMs > SESSION_IDLE_MS) sessionId = randomUuid();
        writtenMs = nowMs;
        store.write("session", `${sessionId} ${nowMs}`);
      }
      lastEventMs = nowMs;
      return sessionId;
    },
  };
}

import type { Actor } from "./context.ts";

/** Who did a thing, as it is written down: a key's, a member's or a run's id, else the word for where it was done. */
export function nameActor(actor: Actor): string {
  if (actor.kind === "key") return actor.keyId;
  if (actor.kind === "agent") return actor.runId;
  return actor.kind === "member" ? actor.memberId : actor.kind;
}

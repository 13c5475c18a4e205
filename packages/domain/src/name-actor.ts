import type { Actor } from "./context.ts";

/** Who did a thing, as it is written down: a key's or a member's id, else the word for where it was done. */
export function nameActor(actor: Actor): string {
  if (actor.kind === "key") return actor.keyId;
  return actor.kind === "member" ? actor.memberId : actor.kind;
}

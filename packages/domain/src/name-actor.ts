import type { Actor } from "./context.ts";

/** Who did a thing, as it is written down: a key's id, else the word for where it was done. */
export function nameActor(actor: Actor): string {
  return actor.kind === "key" ? actor.keyId : actor.kind;
}

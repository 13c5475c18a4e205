import type { PreviewTrait, TraitPreview } from "@rapport/contracts/computed-traits";
import { compileTrait } from "@rapport/engine/computed-trait";
import { readTraitEventsOf } from "@rapport/store/queries/trait-events";
import type { Context } from "../context.ts";
import { requireProfile } from "../profiles/find-profile.ts";
import { restoreObservation } from "./to-observation.ts";

/** Events of one person that a preview reads. */
const MAX_EVENTS = 10_000;
const MAX_EVIDENCE = 10;

/** What a definition gives for one person, from their stored events; nothing is kept. @throws RapportError `not_found` */
export async function previewTrait(ctx: Context, { userId, definition }: PreviewTrait): Promise<TraitPreview> {
  const profile = await requireProfile(ctx, userId);
  const trait = compileTrait(definition);
  const rows = await readTraitEventsOf(ctx.store.db, {
    projectId: ctx.projectId,
    profileId: profile.id,
    names: [...trait.eventNames],
    limit: MAX_EVENTS,
  });
  const nowMs = ctx.now();
  const state = trait.fold(rows.map(restoreObservation), nowMs);
  const counts = rows.filter((row) => trait.fold([restoreObservation(row)], nowMs) !== undefined);
  return {
    ...trait.read(state, nowMs),
    eventsRead: rows.length,
    isComplete: rows.length < MAX_EVENTS,
    evidence: counts.slice(0, MAX_EVIDENCE).map(({ name, timestamp, messageId }) => ({ name, timestamp, messageId })),
  };
}

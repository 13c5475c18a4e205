import type { Profile, Touch } from "@rapport/contracts/profiles";
import { listIdentities } from "@rapport/store/queries/identities";
import type { TouchState, Version } from "@rapport/store/queries/profiles";
import { getTraitValues } from "../computed-traits/get-trait-values.ts";
import type { Context } from "../context.ts";
import { getRfmScore } from "../rfm/get-rfm.ts";
import { requireProfile } from "./find-profile.ts";
import { formatProfileId } from "./profile-id.ts";

/** Ids that an answer names; a shared test device may have tens of thousands. */
const MAX_IDENTITIES = 100;

/** The live record of one person, by user id or profile id; with 100 of the ids that lead here at most. */
export async function getProfile(ctx: Context, id: string): Promise<Profile> {
  const row = await requireProfile(ctx, id);
  // At once: one after the other, each would wait again for what is being written.
  const [identities, computedTraits, rfm] = await Promise.all([
    listIdentities(ctx.store.db, ctx.projectId, [row.id], MAX_IDENTITIES),
    getTraitValues(ctx, row.id),
    getRfmScore(ctx, row.id),
  ]);
  return {
    id: formatProfileId(row.id),
    userId: row.userId,
    identified: row.userId !== null,
    identities: identities.map(({ kind, value }) => ({ kind, value })),
    traits: row.traits,
    computedTraits,
    rfm,
    groups: Object.keys(row.groups).sort(),
    counters: row.counters,
    eventCount: row.eventCount,
    firstSeenAt: row.firstSeenAt,
    lastSeenAt: row.lastSeenAt,
    firstTouch: row.firstTouch && toTouch(row.firstTouch),
    lastTouch: row.lastTouch && toTouch(row.lastTouch),
    consent: Object.fromEntries(
      Object.entries(row.consent).map(([category, { granted, version }]) => [
        category,
        { granted, at: timeOf(version) },
      ]),
    ),
    recentItems: row.recentItems.map(([itemId, action, at]) => ({ itemId, action, at: new Date(at).toISOString() })),
  };
}

function toTouch({ version, ...touch }: TouchState): Touch {
  return { at: timeOf(version), ...touch };
}

function timeOf([timestampMs]: Version): string {
  return new Date(timestampMs).toISOString();
}

import type { TraitOrigin } from "@rapport/contracts/profiles";
import { traitOriginSchema } from "@rapport/contracts/profiles";
import type { OriginRow } from "@rapport/store/queries/trait-origins";
import { findOrigins } from "@rapport/store/queries/trait-origins";
import type { Context } from "../context.ts";
import { requireProfile } from "./find-profile.ts";

/** One person's traits by name, each with when, by which message and by whom it was set. @throws RapportError `not_found` */
export async function listTraitOrigins(ctx: Context, id: string): Promise<{ data: TraitOrigin[] }> {
  const { id: profileId, traits, traitVersions } = await requireProfile(ctx, id);
  const versions = new Map(Object.values(traitVersions).map((version) => [version[1], version]));
  const rows = await findOrigins(ctx.store.db, ctx.projectId, profileId, [...versions.values()]);
  const byMessage = new Map(rows.map((row) => [row.messageId, row]));
  const data = Object.entries(traitVersions).map(([name, [setAtMs, messageId]]) => ({
    name,
    value: traits[name],
    setAt: new Date(setAtMs).toISOString(),
    messageId,
    ...describe(byMessage.get(messageId)),
  }));
  return { data: data.sort((a, b) => (a.name < b.name ? -1 : 1)) };
}

function describe(row: OriginRow | undefined): Pick<TraitOrigin, "event" | "source" | "actor"> {
  if (!row) return { event: null, source: null, actor: null };
  const { name, version } = row.library ?? {};
  const source = [name, version].filter((part) => typeof part === "string" && part !== "").join(" ");
  return {
    event: traitOriginSchema.shape.event.parse({ type: row.type, name: row.name }),
    source: source === "" ? null : source,
    actor: row.actor,
  };
}

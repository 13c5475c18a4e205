import { listTimelineRows } from "@rapport/store/queries/events";
import { listAliasIds, readLeadChangeRows, readPersonRows } from "@rapport/store/queries/export-rows";
import { findVectorSpaces } from "@rapport/store/queries/personal-rows";
import type { ProfileRow } from "@rapport/store/queries/profiles";
import type { Context } from "../context.ts";
import { toStoredEvent } from "../events/to-stored-event.ts";
import { getProfile } from "../profiles/get-profile.ts";
import { listTraitOrigins } from "../profiles/list-trait-origins.ts";
import { formatProfileId } from "../profiles/profile-id.ts";
import { PERSONAL_TABLES } from "./personal-tables.ts";
import type { Recipients } from "./recipients.ts";
import type { ExportRecord } from "./to-record.ts";
import { nameSection, toRecord } from "./to-record.ts";

/** Events of a page: of the largest, 16 MB. */
const EVENTS_PAGE = 500;

type Reader = (ctx: Context, person: ProfileRow, recipients: Recipients) => AsyncGenerator<ExportRecord>;

/** Tables that are not read by a column with the profile's id, or are shown as the API shows them. */
const READERS: Readonly<Record<string, Reader>> = {
  profiles: readProfile,
  identities: (ctx, person) => readRows(ctx, person, { table: "identities", columns: ["profile_id"] }),
  segment_members: (ctx, person) => readRows(ctx, person, { table: "segment_members", columns: ["profile_id"] }),
  lead_changes: readLeadChanges,
  vector_entries: readVectors,
  events: readEvents,
};

/** What stands under the person's own id: profile, events and every table that leads to a profile. */
export async function* readOwnRecords(
  ctx: Context,
  person: ProfileRow,
  recipients: Recipients,
): AsyncGenerator<ExportRecord> {
  for (const [table, handling] of Object.entries(PERSONAL_TABLES)) {
    const reader = READERS[table];
    if (reader) yield* reader(ctx, person, recipients);
    else if ("profiles" in handling) yield* readRows(ctx, person, { table, columns: handling.profiles });
    else if ("own" in handling) throw new TypeError(`The export does not know how to read ${table}`);
  }
}

async function* readProfile(ctx: Context, { id }: ProfileRow): AsyncGenerator<ExportRecord> {
  yield { section: "profile", record: await getProfile(ctx, formatProfileId(id)) };
  const { data } = await listTraitOrigins(ctx, formatProfileId(id));
  for (const record of data) yield { section: "traits", record };
}

async function* readEvents({ store, projectId }: Context, { id: profileId }: ProfileRow): AsyncGenerator<ExportRecord> {
  let before: { timestamp: string; seq: number } | undefined;
  for (;;) {
    const rows = await listTimelineRows(store.db, { projectId, profileId, limit: EVENTS_PAGE, before });
    for (const row of rows) yield { section: "events", record: toStoredEvent(row) };
    const last = rows.at(-1);
    if (!last || rows.length < EVENTS_PAGE) return;
    before = { timestamp: last.timestamp.toISOString(), seq: last.seq };
  }
}

async function* readRows(
  { store, projectId }: Context,
  { id }: ProfileRow,
  place: { table: string; columns: readonly string[] },
): AsyncGenerator<ExportRecord> {
  const section = nameSection(place.table);
  for await (const rows of readPersonRows(store.db, projectId, place, id)) {
    for (const row of rows) yield { section, record: toRecord(row) };
  }
}

async function* readLeadChanges(
  { store, projectId }: Context,
  { id }: ProfileRow,
  recipients: Recipients,
): AsyncGenerator<ExportRecord> {
  for await (const rows of readLeadChangeRows(store.db, projectId, id)) {
    for (const row of rows) {
      yield { section: "leadChanges", record: toRecord(row) };
      if (row.what === "crm") recipients.add("crm", { to: row.to, what: row.from, at: row.at });
    }
  }
}

async function* readVectors({ store, projectId, vectors }: Context, { id }: ProfileRow): AsyncGenerator<ExportRecord> {
  const ids = await listAliasIds(store.db, projectId, id);
  for (const name of await findVectorSpaces(store.db, projectId, ids)) {
    const end = name.lastIndexOf("/");
    const space = { projectId, name: name.slice(0, end), dimension: Number(name.slice(end + 1)) };
    for (const entry of (await vectors.fetch(space, ids)).values()) {
      yield { section: "vectors", record: { space: name, labels: entry.labels ?? {}, vector: [...entry.vector] } };
    }
  }
}

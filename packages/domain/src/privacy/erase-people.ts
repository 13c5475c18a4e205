import type { VectorSpace } from "@rapport/ports/vector-index";
import {
  deleteLeadChangesOf,
  deleteMemberships,
  deleteProfileRows,
  findVectorSpaces,
} from "@rapport/store/queries/personal-rows";
import type { TextRow } from "@rapport/store/queries/personal-texts";
import { deleteTextRow, listJsonColumns, readTextRows, updateTextRow } from "@rapport/store/queries/personal-texts";
import type { Services } from "../context.ts";
import { Mentions } from "./mentions.ts";
import type { PersonalTable } from "./personal-tables.ts";
import { PERSONAL_TABLES } from "./personal-tables.ts";
import type { Subject } from "./sealed-subject.ts";

export type Erasure = Subject & { id: string };
/** What was deleted or changed: by request, rows by table. */
export type ErasureCounts = Map<string, Record<string, number>>;

/** Words that the database looks for row by row; of more, every row is read here instead, once for all people. */
const SEARCHED_WORDS = 64;

type Work = {
  services: Services;
  projectId: string;
  erasures: readonly Erasure[];
  profileIds: readonly string[];
  ownerOf: ReadonlyMap<string, string>;
  counts: ErasureCounts;
};

/**
 * Deletes what the store keeps of people whose profiles were taken out, many at once: one statement for each table. Can be cut
 * short and run again at any time.
 */
export async function erasePeople(
  services: Services,
  projectId: string,
  erasures: readonly Erasure[],
): Promise<ErasureCounts> {
  const ownerOf = new Map(erasures.flatMap(({ id, profileIds }) => profileIds.map((profileId) => [profileId, id])));
  const profileIds = [...ownerOf.keys()];
  const counts: ErasureCounts = new Map(erasures.map(({ id }) => [id, {}]));
  const work: Work = { services, projectId, erasures, profileIds, ownerOf, counts };
  // What waits in memory is written first, so that it is there to be deleted.
  await services.decisions.flush();
  await services.intake.flush();
  services.recommenders.forgetPeople(projectId, profileIds);
  if (profileIds.length > 0) {
    await eraseOwnRows(work);
    for (const [table, way] of Object.entries(PERSONAL_TABLES)) await eraseProfileRows(work, table, way);
    await eraseVectors(work);
  }
  const mentions = new Mentions(erasures);
  for (const [table, way] of Object.entries(PERSONAL_TABLES)) await eraseTexts(work, mentions, table, way);
  return counts;
}

/** Tables whose rows are deleted in a way of their own, before those that they depend on. */
async function eraseOwnRows(work: Work): Promise<void> {
  const { services, projectId, profileIds } = work;
  const { db } = services.store;
  const now = new Date(services.now());
  note(work, "segment_members", await deleteMemberships(db, projectId, profileIds, now));
  note(work, "lead_changes", await deleteLeadChangesOf(db, projectId, profileIds));
}

async function eraseProfileRows(work: Work, table: string, way: PersonalTable): Promise<void> {
  if (!("profiles" in way)) return;
  for (const column of way.profiles) {
    const { services, projectId, profileIds } = work;
    note(work, table, await deleteProfileRows(services.store.db, projectId, { table, column }, profileIds));
  }
}

/** Through the index, so that an engine outside of the store hears of it; what stood there is looked for again. */
async function eraseVectors(work: Work): Promise<void> {
  const { services, projectId, profileIds } = work;
  for (const name of await findVectorSpaces(services.store.db, projectId, profileIds)) {
    const space = toSpace(projectId, name);
    const there = await services.vectors.fetch(space, profileIds);
    await services.vectors.delete(space, [...there.keys()]);
    note(work, "vector_entries", new Map([...there.keys()].map((id) => [id, 1])));
  }
}

function toSpace(projectId: string, name: string): VectorSpace {
  const at = name.lastIndexOf("/");
  return { projectId, name: name.slice(0, at), dimension: Number(name.slice(at + 1)) };
}

async function eraseTexts(work: Work, mentions: Mentions, table: string, way: PersonalTable): Promise<void> {
  if (!("texts" in way)) return;
  const { services, projectId } = work;
  const { db } = services.store;
  const columns = [...way.texts, ...(way.keys ?? [])];
  const jsonColumns = await listJsonColumns(db, table);
  const { words } = mentions;
  const searched = words.length <= SEARCHED_WORDS ? words : undefined;
  for await (const rows of readTextRows(db, projectId, { table, columns }, searched)) {
    for (const row of rows) {
      const { owner, texts } = eraseFromRow(mentions, way, row);
      if (owner === undefined) continue;
      const erasedBy = table === "audit_entries" ? owner : undefined;
      const isChanged =
        texts === undefined
          ? await deleteTextRow(db, projectId, table, row.place)
          : await updateTextRow(db, projectId, { table, columns }, { ...row, texts }, { jsonColumns, erasedBy });
      if (isChanged) add(work.counts, owner, table, 1);
    }
  }
}

type Left = { owner: string | undefined; texts: TextRow["texts"] | undefined };

/** What is left of a row: the same, other texts, or nothing. */
function eraseFromRow(
  mentions: Mentions,
  { texts: names, effect }: { texts: readonly string[]; effect: "delete" | "cut" | "mark" },
  row: TextRow,
): Left {
  let owner: string | undefined;
  const texts: TextRow["texts"] = [];
  for (const [i, text] of row.texts.entries()) {
    if (text === null) texts.push(null);
    else if (i >= names.length) {
      // A key that names somebody is given up: work that was to happen once has happened.
      const found = mentions.mark(text).owner;
      owner ??= found;
      texts.push(found === undefined ? text : null);
    } else {
      const left = effect === "mark" ? mentions.mark(text) : mentions.cut(text);
      owner ??= left.owner;
      if (left.owner !== undefined && (effect === "delete" || left.text === undefined))
        return { owner, texts: undefined };
      texts.push(left.text ?? null);
    }
  }
  return { owner, texts };
}

function note({ counts, ownerOf }: Work, table: string, found: ReadonlyMap<string, number>): void {
  for (const [profileId, rows] of found) {
    const owner = ownerOf.get(profileId);
    if (owner !== undefined) add(counts, owner, table, rows);
  }
}

function add(counts: ErasureCounts, id: string, table: string, rows: number): void {
  const of = counts.get(id);
  if (of) of[table] = (of[table] ?? 0) + rows;
}

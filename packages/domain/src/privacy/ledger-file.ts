import { RapportError } from "@rapport/contracts/errors";
import { privacyRequestSchema } from "@rapport/contracts/privacy";
import type { Identity } from "@rapport/store/queries/identities";
import { listIdentitiesAfter } from "@rapport/store/queries/identities";
import type { LedgerId } from "@rapport/store/queries/privacy-ledger";
import {
  addLedgerIds,
  addLedgerKey,
  findLedgerIds,
  listLedgerIds,
  readLedgerKey,
} from "@rapport/store/queries/privacy-ledger";
import { insertPrivacyRequest } from "@rapport/store/queries/privacy-requests";
import { z } from "zod";
import type { Context } from "../context.ts";
import { eraseAgain } from "./apply-privacy-act.ts";
import { finishErasures } from "./finish-erasures.ts";
import { hashIdentity, openLedgerKey } from "./ledger-key.ts";
import { listPrivacyRequests } from "./read-privacy-requests.ts";

const PAGE = 1_000;
const HASH = /^[0-9a-f]{64}$/;

const ledgerFileSchema = z.object({
  format: z.literal("rapport-ledger-1"),
  projectId: z.string(),
  /** The key of the hashes, encrypted by the deployment's secret; null while nobody was ever erased or suppressed. */
  key: z.string().nullable(),
  ids: z.array(
    z.object({
      hash: z.string().regex(HASH),
      suppressedBy: z.string().nullable(),
      erasedBy: z.string().nullable(),
      erasedAt: z.iso.datetime().nullable(),
    }),
  ),
  requests: z.array(privacyRequestSchema),
});
type LedgerFile = z.infer<typeof ledgerFileSchema>;

/** The project's ledger as a file: hashes, and nobody's id. Who keeps it apart from the backups can apply it to one of them. */
export async function writeLedgerFile(ctx: Context): Promise<string> {
  const { store, projectId } = ctx;
  const requests: LedgerFile["requests"] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await listPrivacyRequests(ctx, { limit: PAGE, cursor });
    requests.push(...page.data);
    if (page.nextCursor === null) break;
    cursor = page.nextCursor;
  }
  const key = (await readLedgerKey(store.db, projectId)) ?? null;
  const ids = await listLedgerIds(store.db, projectId);
  const file: LedgerFile = { format: "rapport-ledger-1", projectId, key, ids, requests };
  return `${JSON.stringify(file, null, 2)}\n`;
}

/** What came of a file: requests that were carried out once more, and hashes that the store has of the ledger now. */
export type AppliedLedger = { erased: number; hashes: number };

/**
 * Erases whom the ledger says, wherever a restored store still knows them, and leaves out from now on whom it leaves out. Safe to
 * run again: who came back after their erasure is not met.
 * @throws RapportError invalid_parameter for another file or project; conflict where the store has a ledger of another key
 */
export async function applyLedgerFile(ctx: Context, text: string): Promise<AppliedLedger> {
  const { store, projectId } = ctx;
  const file = readFile(text);
  if (file.projectId !== projectId)
    throw new RapportError("invalid_parameter", `This ledger is of the project ${file.projectId}, not of ${projectId}`);
  if (file.key === null) return { erased: 0, hashes: 0 };
  const key = openLedgerKey(ctx, projectId, file.key);
  const kept = openLedgerKey(ctx, projectId, await addLedgerKey(store.db, projectId, file.key));
  if (!kept.equals(key)) {
    const message =
      "This store has begun a ledger of its own: apply the file to a restored store before anybody is erased";
    throw new RapportError("conflict", message);
  }
  const rows = new Map(file.ids.map((row) => [row.hash, row]));
  const again = new Map<string, Identity[]>();
  for await (const page of readIdentities(ctx)) {
    const hashed = page.map((identity) => ({ identity, hash: hashIdentity(key, identity) }));
    const known = await findLedgerIds(
      store.db,
      projectId,
      hashed.map(({ hash }) => hash),
    );
    for (const { identity, hash } of hashed) {
      const row = rows.get(hash);
      if (!row || !isNews(row, known.get(hash)) || row.erasedBy === null) continue;
      again.set(row.erasedBy, [...(again.get(row.erasedBy) ?? []), identity]);
    }
  }
  await store.withTransaction(async (tx) => {
    await addLedgerIds(tx, projectId, file.ids);
    for (const request of file.requests) await restore(ctx, request, again.get(request.id) ?? [], tx);
  });
  return { erased: await finishErasures(ctx), hashes: file.ids.length };
}

/** Whether the store has not heard of this erasure: whoever the id leads to there was there before it. */
function isNews(row: LedgerId, known: LedgerId | undefined): boolean {
  return row.erasedAt !== null && !(known?.erasedAt != null && known.erasedAt >= row.erasedAt);
}

async function restore(
  ctx: Context,
  { state: _, finishedAt, ...request }: LedgerFile["requests"][number],
  identities: readonly Identity[],
  tx: Parameters<typeof eraseAgain>[0],
): Promise<void> {
  const row = { ...request, projectId: ctx.projectId, requestedAt: new Date(request.requestedAt) };
  if (identities.length > 0) return eraseAgain(tx, ctx, row, identities);
  const finished = new Date(finishedAt ?? request.requestedAt);
  await insertPrivacyRequest(tx, { ...row, state: "done", finishedAt: finished, sealed: null });
}

async function* readIdentities({ store, projectId }: Context): AsyncGenerator<Identity[]> {
  for (let after: Identity | undefined; ; ) {
    const page = await listIdentitiesAfter(store.db, projectId, after, PAGE);
    if (page.length > 0) yield page;
    after = page.at(-1);
    if (page.length < PAGE) return;
  }
}

function readFile(text: string): LedgerFile {
  try {
    return ledgerFileSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new RapportError("invalid_parameter", "The file is no ledger that `rapport privacy ledger` wrote", { cause });
  }
}

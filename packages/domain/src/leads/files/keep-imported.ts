import { RapportError } from "@rapport/contracts/errors";
import { formatUuid, newId, uuidv7Bytes } from "@rapport/contracts/ids";
import type { Lead } from "@rapport/contracts/leads";
import type { LoggedEvent } from "@rapport/contracts/log";
import { getLeadCriteriaRow } from "@rapport/store/queries/lead-criteria";
import { upsertLeads } from "@rapport/store/queries/leads";
import type { Context } from "../../context.ts";
import type { ReplayLane } from "../../events/replay-dead-letters.ts";
import { nameActor } from "../../name-actor.ts";
import { findProfiles } from "../../profiles/find-profiles.ts";
import { measurePeople, openMeasure } from "../measure-people.ts";
import type { MatchedRow } from "./match-rows.ts";

/** Messages of one value of the log. */
const PART = 500;
const WAIT_MS = 20_000;

/** Where rows come from, and what messages from there are called. */
type ImportSource = "import" | "crm" | "enrichment";
const LIBRARIES = { import: "lead-import", crm: "crm-import", enrichment: "lead-enrichment" } as const;

/** Puts what rows say on the event log, waits until it is folded and makes leads of who may be contacted. Answers how many are new. */
export async function keepImported(
  ctx: Context,
  lane: ReplayLane,
  { rows, category, source }: { rows: readonly MatchedRow[]; category: string; source: ImportSource },
): Promise<number> {
  const { projectId, actor } = ctx;
  const library = LIBRARIES[source];
  const events = rows
    .filter(({ effect }) => effect !== "unchanged")
    .map((row) => toEvent(ctx, row, { category, library }));
  for (let start = 0; start < events.length; start += PART) {
    const batch = { projectId, trusted: true, actor: nameActor(actor), ip: undefined, userAgent: undefined };
    const offset = await lane.append({ ...batch, events: events.slice(start, start + PART) });
    if (await lane.waitFor(offset, WAIT_MS)) continue;
    throw new RapportError("unavailable", "These people are being written; import them again to see what is left", {
      retryAfterSeconds: 10,
    });
  }
  // Whoever is enriched is a lead already, and is only scored anew.
  return makeLeads(ctx, rows, source === "enrichment" ? "behaviour" : source);
}

async function makeLeads(ctx: Context, rows: readonly MatchedRow[], source: Lead["source"]): Promise<number> {
  const { store, projectId } = ctx;
  const measure = await openMeasure(ctx, await getLeadCriteriaRow(store.db, projectId));
  let made = 0;
  const wanted = rows.filter(({ consents }) => consents).map(({ userId }) => userId);
  for (let start = 0; start < wanted.length; start += PART) {
    const found = await findProfiles(ctx, wanted.slice(start, start + PART));
    const people = await measurePeople(ctx, measure, [...new Set(found.values())]);
    const leads = people.flatMap(({ consents, ...person }) => {
      const newLead = { ...person, source, newId: newId("lead", ctx.now(), ctx.randomBytes(10)) };
      return consents ? [newLead] : [];
    });
    made += await upsertLeads(store.db, projectId, { rows: leads, scoredAt: new Date(ctx.now()) });
  }
  return made;
}

function toEvent(
  ctx: Context,
  { userId, traits, decision }: MatchedRow,
  { category, library }: { category: string; library: string },
): LoggedEvent {
  const atMs = ctx.now();
  const consent = decision === undefined ? {} : { consent: { categoryPreferences: { [category]: decision } } };
  return {
    type: "identify",
    messageId: formatUuid(uuidv7Bytes(atMs, ctx.randomBytes(10))),
    anonymousId: undefined,
    userId,
    name: "identify",
    timestampMs: atMs,
    originalTimestampMs: atMs,
    sentAtMs: undefined,
    receivedAtMs: atMs,
    payload: { traits, context: { ...consent, library: { name: library } } },
  };
}

import { identifyMessage } from "../../factories/messages.ts";
import type { TestServer } from "../../server/compose-test-server.ts";
import { generateCatalog } from "../../simulator/generate-catalog.ts";

const BATCH = 1_000;

/**
 * As many rows as said of what these screens list. People and events come through the ingestion API and items through the catalog's;
 * leads, whose people are on no other list here, and the audit log are made by statements, as nobody makes a hundred thousand changes by hand.
 */
export async function fillLists(server: TestServer, rows: number, screens: readonly string[]): Promise<void> {
  const has = (...names: string[]) => screens.some((screen) => names.includes(screen.split("?")[0] ?? ""));
  const { db } = server.composition().services.store;
  if (has("catalog")) await addItems(server, rows);
  if (has("people", "events"))
    for (let from = 0; from < rows; from += BATCH) await addPeople(server, from, Math.min(BATCH, rows - from));
  if (has("leads") && !has("people", "events")) await db.execute(peopleOf(server.projectId, rows));
  if (has("leads"))
    await db.execute(`
      insert into leads (project_id, id, profile_id, source, grade, score, fit, engagement, reasons, stage, scored_at, created_at, seen_at)
      select project_id, 'led_' || lpad(to_hex(row_number() over ()), 26, '0'), id, 'behaviour', 'B2', 50 + (row_number() over ()) % 50, 50, 50, '[]'::jsonb, 'new', now(),
        date_trunc('milliseconds', now()) - (row_number() over ()) * interval '1 second', last_seen_at
      from profiles where project_id = '${server.projectId}' limit ${rows}`);
  if (has("audit"))
    await db.execute(`
      insert into audit_entries (project_id, seq, at, actor, action, target, before, after, request_id, previous_hash, hash)
      select '${server.projectId}', number, now() - number * interval '1 second', 'seed', 'putPlanEvent', 'Event ' || number,
        '{"mode":"warn"}'::jsonb, '{"mode":"reject"}'::jsonb, 'req', '', ''
      from generate_series(1000000, ${1_000_000 + rows - 1}) number`);
}

/** People who may be contacted, as the fold leaves them. */
function peopleOf(projectId: string, rows: number): string {
  return `
    insert into profiles (project_id, id, user_id, traits, trait_versions, groups, counters, event_count, first_seen_at, last_seen_at, recent_items, consent)
    select '${projectId}', gen_random_uuid(), 'person-' || number,
      jsonb_build_object('name', 'Person ' || number, 'email', 'person-' || number || '@example.com'), '{}', '{}', '{}', 1, now(),
      date_trunc('milliseconds', now()) - (number * 7919 % 100000) * interval '1 second', '[]',
      '{"marketing":{"granted":true,"version":[0,"seed"]}}'
    from generate_series(0, ${rows - 1}) number`;
}

async function addItems(server: TestServer, rows: number): Promise<void> {
  const catalog = generateCatalog(7, rows);
  for (let from = 0; from < rows; from += BATCH) {
    const body = { items: catalog.slice(from, from + BATCH) };
    const answer = await server.ask("/api/v1/catalog/items", { method: "PUT", key: server.secretKey, body });
    if (!answer.ok) throw new Error(`The catalog was answered ${answer.status}: ${await answer.text()}`);
  }
}

async function addPeople(server: TestServer, from: number, count: number): Promise<void> {
  const batch = Array.from({ length: count }, (_, index) => {
    const userId = `person-${from + index}`;
    const context = { consent: { categoryPreferences: { marketing: true } } };
    const traits = { name: `Person ${from + index}`, email: `${userId}@example.com` };
    return identifyMessage({ userId, context, traits });
  });
  const answer = await server.send(batch);
  if (!answer.ok) throw new Error(`People were answered ${answer.status}: ${await answer.text()}`);
  const { offset } = await answer.json();
  // A machine with much else to do folds late, but it does.
  for (let tries = 0; ; tries++) {
    try {
      return await server.settle(String(offset));
    } catch (error) {
      if (tries === 5) throw error;
    }
  }
}

import type { AdPlatform, AdPlatforms } from "@rapport/ports/ad-platform";
import type { Store } from "@rapport/store/database";
import { readRows } from "../../store/open-test-store.ts";

/**
 * Makes the tags of ads follow from their campaign and placement, so that two databases meet the same market, which tags draw; and notes each
 * change of the sandbox in the transaction that makes it, with the simulated hour.
 */
const INSTRUMENTS = `
create sequence fault_seq;
create table fault_effects (seq bigint default nextval('fault_seq'), project_id text, tag text, kind text, value text, hour bigint,
  at timestamptz default clock_timestamp());
create table fault_calls (seq bigint default nextval('fault_seq'), worker int, project_id text, tag text, kind text, value text);

create function fault_text(seed text) returns text language sql immutable as $$ select '0' || substr(md5(seed), 1, 25) $$;
create function fault_tags() returns trigger language plpgsql as $$
declare place text := new.campaign_id || ' ' || new.platform || ' ' || new.placement || ' ';
begin
  new.id := regexp_replace(new.id, '_.*', '_' || fault_text(place));
  new.campaign_tag := 'rpt_' || fault_text(place || 'campaign');
  new.tag := 'rpt_' || fault_text(place || 'ad set');
  new.creatives := (
    select coalesce(jsonb_agg(jsonb_set(one, '{tag}', to_jsonb('rpt_' || fault_text(place || (one->>'variant')))) order by at), '[]')
    from jsonb_array_elements(new.creatives) with ordinality each(one, at));
  return new;
end $$;
create trigger fault_tags before insert on ad_sets for each row execute function fault_tags();

create function fault_notes() returns trigger language plpgsql as $$
begin
  insert into fault_effects (project_id, tag, kind, value, hour)
    select new.project_id, is_now->>'tag', change.kind, change.value, (new.state->>'hour')::bigint
    from jsonb_array_elements(new.state->'objects') is_now
      left join lateral (
        select one was from jsonb_array_elements(coalesce(old.state->'objects', '[]')) one where one->>'id' = is_now->>'id') before on true,
      lateral (values
        ('created', case when was is null then is_now->>'kind' end),
        ('status', case when was->>'status' is distinct from is_now->>'status' then is_now->>'status' end),
        ('budget', case when was->>'dailyBudgetCents' is distinct from is_now->>'dailyBudgetCents' then is_now->>'dailyBudgetCents' end),
        ('creative', case when was->'creative' is distinct from is_now->'creative' then md5((is_now->'creative')::text) end)
      ) change(kind, value)
    where change.value is not null;
  return null;
end $$;
create trigger fault_notes after update on sandbox_accounts for each row
  when (new.state->'objects' is distinct from old.state->'objects') execute function fault_notes();`;

/** Puts the instruments into a database, before anything is done in it. */
export async function installInstruments(store: Store): Promise<void> {
  await store.runScript(INSTRUMENTS);
}

/**
 * Platforms that note each call which changes something, before it is made, by a store of their own: a killed worker's are noted, too.
 * @param worker number of the process
 */
export function notingCalls(platforms: AdPlatforms, notes: Store, worker: number): AdPlatforms {
  const sandbox: AdPlatforms["sandbox"] = (projectId) => {
    const own = platforms.sandbox(projectId);
    return {
      ...own,
      ...callsOf(own, (tag, kind, value) => noteCall(notes, [String(worker), projectId, tag, kind, String(value)])),
    };
  };
  return {
    ...platforms,
    sandbox,
    open: async (projectId, name) => (name === "sandbox" ? sandbox(projectId) : undefined),
  };
}

type Note = (tag: string, kind: string, value: string | number) => Promise<unknown>;
type Changes = Pick<AdPlatform, "createCampaign" | "setStatus" | "setBudget">;

function callsOf(own: Changes, note: Note): Changes {
  return {
    async createCampaign(permit, plan) {
      await note(plan.tag, "created", "campaign");
      return own.createCampaign(permit, plan);
    },
    async setStatus(permit, change) {
      await note(change.object.tag, "status", change.status);
      return own.setStatus(permit, change);
    },
    async setBudget(permit, change) {
      await note(change.object.tag, "budget", change.dailyBudgetCents);
      return own.setBudget(permit, change);
    },
  };
}

function noteCall(notes: Store, values: readonly string[]): Promise<unknown> {
  const quoted = values.map((value) => `'${value.replaceAll("'", "''")}'`).join(", ");
  return readRows(notes, `insert into fault_calls (worker, project_id, tag, kind, value) values (${quoted})`);
}

/** Calls of a project that asked for what stood already, so that an act was sent anew though its effect was there. */
export async function countRepeatedCalls(store: Store, projectId: string): Promise<number> {
  const [row] = await readRows(
    store,
    `select count(*)::int n from fault_calls called where project_id = '${projectId}' and value = (
       select value from fault_effects done where done.project_id = called.project_id and done.tag = called.tag
         and done.kind = called.kind and done.seq < called.seq order by done.seq desc limit 1)`,
  );
  return Number(row?.n);
}

/** What happened on the sandbox to each object of a project, in order, with its simulated hour. */
export async function listEffects(store: Store, projectId: string): Promise<string[]> {
  const rows = await readRows(
    store,
    `select tag || ' ' || kind || ' ' || value || ' in hour ' || hour effect from fault_effects
     where project_id = '${projectId}' order by tag, kind, seq`,
  );
  return rows.map(({ effect }) => String(effect));
}

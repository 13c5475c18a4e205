import type { AttributionModel } from "@rapport/contracts/analytics";
import { ATTRIBUTION_MODELS } from "@rapport/contracts/analytics";
import type { SQL } from "drizzle-orm";
import { sql } from "drizzle-orm";
import type { Database } from "../../client/database.ts";
import { toNumber } from "../raw.ts";
import type { AnalysedRange } from "./select-analysed.ts";
import { AMOUNT_CENTS, selectAnalysed } from "./select-analysed.ts";

type Credit = { conversions: number; valueCents: number };
export type ChannelRow = {
  source: string | null;
  medium: string | null;
  campaign: string | null;
  touches: number;
  credit: Record<AttributionModel, Credit>;
};

const MOST_CHANNELS = 200;
const DAY_MS = 86_400_000;

/** Share of a conversion's credit for its touch number `i` of `n`; the whole goes to nobody where no touch was seen. */
const WEIGHTS: Record<AttributionModel, SQL> = {
  first: sql`case when i = 1 then 1.0 else 0.0 end`,
  last: sql`case when i = n then 1.0 else 0.0 end`,
  linear: sql`1.0 / n`,
  position: sql`case when n = 1 then 1.0 when n = 2 then 0.5 when i in (1, n) then 0.4 else 0.2 / (n - 2) end`,
};

/**
 * Credits of conversions in the range by channel. A touch is the first event of a visit that says where the visit came from;
 * one at the moment of the conversion counts, one after it does not.
 */
export async function countAttribution(
  db: Database,
  { conversion, lookbackDays, ...range }: AnalysedRange & { conversion: string; lookbackDays: number },
): Promise<{ events: number; conversions: number; valueCents: number; channels: ChannelRow[] }> {
  const read = { ...range, from: new Date(range.from.getTime() - lookbackDays * DAY_MS) };
  const touch = (name: string) => sql`e.enrichment->'touch'->>${sql.raw(`'${name}'`)}`;
  const rows = await db.execute<Record<string, unknown>>(sql`
    with base as materialized (${selectAnalysed(read, {
      columns: sql`, e.name = ${conversion} and e.type = 'track' as converts, ${AMOUNT_CENTS} as cents, e.session_id,
        jsonb_typeof(e.enrichment->'touch') = 'object' as touches,
        ${touch("source")} as source, ${touch("medium")} as medium, ${touch("campaign")} as campaign`,
      where: sql`and ((e.name = ${conversion} and e.type = 'track') or jsonb_typeof(e.enrichment->'touch') = 'object')`,
    })}),
    touch as (
      select distinct on (person, coalesce(session_id, seq::text), source, medium, campaign)
        person, source, medium, campaign, t, seq from base where touches
      order by person, coalesce(session_id, seq::text), source, medium, campaign, t, seq),
    joined as (
      select c.seq as conversion, coalesce(c.cents, 0) as cents, touch.seq as touch, source, medium, campaign,
        row_number() over w as i, count(*) over (partition by c.seq) as n
      from (select person, t, seq, cents from base
        where converts and t >= ${range.from.getTime() / 1_000}::float8) c
      left join touch on touch.person = c.person and touch.t <= c.t and touch.t >= c.t - ${lookbackDays * 86_400}::float8
      window w as (partition by c.seq order by touch.t, touch.seq))
    select source, medium, campaign, count(touch) as touches, (select count(*) from base) as events,
      (select count(distinct conversion) from joined) as all_conversions,
      (select sum(cents) from joined where i = 1) as all_cents,
      ${sql.join(ATTRIBUTION_MODELS.map(creditOf), sql`, `)}
    from joined group by source, medium, campaign
    order by sum(${WEIGHTS.linear}) desc, source, medium, campaign limit ${MOST_CHANNELS}`);
  return {
    events: toNumber(rows[0]?.events ?? 0),
    conversions: toNumber(rows[0]?.all_conversions ?? 0),
    valueCents: toNumber(rows[0]?.all_cents ?? 0),
    channels: rows.map(toChannel),
  };
}

function creditOf(model: AttributionModel): SQL {
  return sql`sum(${WEIGHTS[model]})::float8 as ${sql.raw(model)}, sum(cents * ${WEIGHTS[model]})::float8 as ${sql.raw(`${model}_cents`)}`;
}

function toChannel(row: Record<string, unknown>): ChannelRow {
  const text = (value: unknown) => (typeof value === "string" ? value : null);
  const credit = (model: AttributionModel): Credit => ({
    conversions: toNumber(row[model]),
    valueCents: toNumber(row[`${model}_cents`]),
  });
  return {
    source: text(row.source),
    medium: text(row.medium),
    campaign: text(row.campaign),
    touches: toNumber(row.touches),
    credit: { first: credit("first"), last: credit("last"), linear: credit("linear"), position: credit("position") },
  };
}

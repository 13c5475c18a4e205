import type { SQL } from "drizzle-orm";
import { sql } from "drizzle-orm";

/** RFC 3339 date or time, years 1000 to 9999; without a zone it is UTC. */
const TIME =
  "^([1-9][0-9]{3})-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])" +
  "([Tt ]([01][0-9]|2[0-3]):([0-5][0-9])(:([0-5][0-9])([.]([0-9]{1,9}))?)?(([Zz])|([+-])([01][0-9]|2[0-3]):?([0-5][0-9]))?)?$";
const LONGEST_TEXT = 40;
const MILLISECONDS_FROM = 100_000_000_000;
const LAST_TIME_MS = 8_640_000_000_000_000;

/**
 * The time that a jsonb value says, ms since the epoch, null when none: as the engine's `readTime`. Of arithmetic alone,
 * because a cast of a text that is no date ends the whole statement.
 */
export function timeMsOf(value: SQL): SQL {
  return sql`(case jsonb_typeof(${value})
    when 'number' then (select case when abs(n) > ${sql.raw(String(LAST_TIME_MS))} then null
      when abs(n) >= ${sql.raw(String(MILLISECONDS_FROM))} then n else n * 1000 end
      from (select floor((${value})::numeric) as n) as number)
    when 'string' then (select ${CIVIL_MS} from (select regexp_match(${value} #>> '{}', ${TIME}) as m) as text
      where m is not null and length(${value} #>> '{}') <= ${sql.raw(String(LONGEST_TEXT))})
    end)`;
}

const part = (index: number) => `coalesce(m[${index}], '0')::numeric`;
/** Year that begins in March, so that a leap day is its last. */
const YEAR = `(m[1]::int - case when m[2]::int <= 2 then 1 else 0 end)`;
/** Howard Hinnant's `days_from_civil`. */
const DAYS =
  `(${YEAR} / 400 * 146097 + (${YEAR} % 400) * 365 + (${YEAR} % 400) / 4 - (${YEAR} % 400) / 100` +
  ` + (153 * ((m[2]::int + 9) % 12) + 2) / 5 + m[3]::int - 1 - 719468)`;
const ZONE = `(case when m[13] = '-' then -1 else 1 end * (${part(14)} * 60 + ${part(15)}))`;
const CIVIL_MS = sql.raw(
  `(${DAYS} * 1440::numeric + ${part(5)} * 60 + ${part(6)} - ${ZONE}) * 60000` +
    ` + ${part(8)} * 1000 + left(rpad(coalesce(m[10], '0'), 3, '0'), 3)::numeric`,
);

/** Tables of the log: one row that counts, and one row per group commit. */
export const CREATE = [
  `create table if not exists event_log_head (
    only_row boolean primary key default true check (only_row),
    id text not null,
    seq bigint not null,
    starts bigint[] not null,
    ends bigint[] not null
  ) with (fillfactor = 10)`,
  `create table if not exists event_log_commits (
    seq bigint primary key,
    ends bigint[] not null,
    partitions smallint[] not null,
    counts int[] not null,
    sizes int[] not null,
    bytes bytea not null
  ) with (autovacuum_vacuum_insert_scale_factor = 0.2)`,
  // Values are mostly read in part: an uncompressed column gives a part without the whole.
  "alter table event_log_commits alter column bytes set storage external",
];

/** $1 id of the log, $2 number of partitions. */
export const CREATE_HEAD = `
  insert into event_log_head (id, seq, starts, ends)
  values ($1::text, 0, array_fill(0::bigint, array[$2::int]), array_fill(0::bigint, array[$2::int]))
  on conflict do nothing`;

export const READ_HEAD = `
  select id, array_to_string(starts, ',') as starts, array_to_string(ends, ',') as ends from event_log_head`;

/**
 * One group commit: moves the ends by $1 and stores the row with the ends it led to. The head's row lock holds until the
 * commit, so the order of \`seq\` is the order of commits, over all processes. The mode holds for this transaction.
 */
export const COMMIT = `
  with head as (
    update event_log_head set
      seq = seq + 1,
      ends = (
        select array_agg(grown.reached + grown.added order by grown.place)
        from unnest(ends, $1::text::bigint[]) with ordinality as grown(reached, added, place))
    returning seq, ends
  ), stored as (
    insert into event_log_commits (seq, ends, partitions, counts, sizes, bytes)
    select seq, ends, $2::text::smallint[], $3::text::int[], $4::text::int[], $5::bytea from head
  )
  select array_to_string(ends, ',') as ends, set_config('synchronous_commit', $6::text, true) from head`;

/**
 * The part of partition $1 in each row from offset $2 on: at most $3 rows, and no further row once $4 bytes are passed.
 * Ends grow from row to row and \`seq\` has no gaps, so halving finds the first row among any number of them.
 */
export const READ = `
  with recursive hunt(low, high) as (
    select coalesce(min(seq), 0), coalesce(max(seq), -1) + 1 from event_log_commits
    union all
    select
      case when middle.ends[$1::int + 1] > $2::bigint then hunt.low else middle.seq + 1 end,
      case when middle.ends[$1::int + 1] > $2::bigint then middle.seq else hunt.high end
    from hunt join event_log_commits middle on middle.seq = (hunt.low + hunt.high) / 2
    where hunt.low < hunt.high
  ), parts as (
    select seq, ends[$1::int + 1] as "end", array_position(partitions, $1::smallint) as place, sizes
    from event_log_commits
    where seq >= (select low from hunt where low >= high) and partitions @> array[$1::smallint]
    order by seq limit $3::int
  ), measured as (
    select seq, "end", sizes[place] as size, sum(sizes[place]) over (order by seq) as total,
      1 + coalesce((select sum(size) from unnest(sizes[:place - 1]) as size), 0)::int as start
    from parts
  )
  select measured."end", substring(commits.bytes from measured.start for measured.size) as bytes
  from measured join event_log_commits commits using (seq)
  where measured.total - measured.size < $4::bigint
  order by seq`;

/** $1 place of the partition in the list, from 1; $2 its first offset from now on. */
export const MOVE_START = `
  update event_log_head set starts[$1::int] = greatest(starts[$1::int], $2::bigint)`;

/** Deletes up to $1 rows before the first one that holds a value somebody may still read. */
export const DELETE_FORGOTTEN = `
  with kept as (
    select seq from event_log_commits row
    where exists (
      select 1 from event_log_head head, unnest(row.partitions) as partition
      where row.ends[partition + 1] > head.starts[partition + 1])
    order by seq limit 1
  )
  delete from event_log_commits where seq in (
    select seq from event_log_commits
    where seq < coalesce((select seq from kept), 9223372036854775807)
    order by seq limit $1::int)`;

/** A script that Redis runs as one step: nobody sees a part of it, and a crash keeps all of it or nothing. */
export type RedisScript = { text: string };

/**
 * Keys of every script: 1 = facts (a hash: id, run), 2 = starts, 3 = ends (hashes by partition), and of \`APPEND\` and
 * \`READ\` the streams they touch behind them. The entry of offset n has the stream id (n + 1)-0, as 0-0 is not allowed.
 *
 * A Redis that was started anew, or a replica that took over, may have lost the last values and would give their offsets
 * again. Each such server has a run id of its own: the first script that meets a new one moves all ends by 2^30, so that no
 * offset a consumer may have seen is ever another value's. Where the run id is not told, nothing moves.
 */
const ADOPT = `
local moved = 0
local info = redis.pcall('INFO', 'server')
local run = type(info) == 'string' and string.match(info, 'run_id:(%x+)')
if run then
  local known = redis.call('HGET', KEYS[1], 'run')
  if known ~= run then
    if known then
      local ends = redis.call('HGETALL', KEYS[3])
      for i = 1, #ends, 2 do
        redis.call('HINCRBY', KEYS[3], ends[i], 1073741824)
        moved = 1
      end
    end
    redis.call('HSET', KEYS[1], 'run', run)
  end
end
`;

/** ARGV: an id for a log that has none. Answers the id, whether the ends were moved, then starts and ends as lists. */
export const BOUNDS: RedisScript = {
  text: `${ADOPT}
redis.call('HSETNX', KEYS[1], 'id', ARGV[1])
return { redis.call('HGET', KEYS[1], 'id'), moved, redis.call('HGETALL', KEYS[2]), redis.call('HGETALL', KEYS[3]) }`,
};

/**
 * ARGV: channel, then for each stream its partition, the end that the caller knows, a count and as many values. Answers
 * whether the ends were moved, then the first offset of each stream's values; publishes the new ends on the channel.
 */
export const APPEND: RedisScript = {
  text: `${ADOPT}
local answer = { moved }
local news = {}
local at = 2
for stream = 4, #KEYS do
  local partition, count = ARGV[at], tonumber(ARGV[at + 2])
  local first = math.max(tonumber(redis.call('HGET', KEYS[3], partition) or '0'), tonumber(ARGV[at + 1]))
  for i = 1, count do
    redis.call('XADD', KEYS[stream], string.format('%.0f-0', first + i), 'v', ARGV[at + 2 + i])
  end
  redis.call('HSET', KEYS[3], partition, string.format('%.0f', first + count))
  answer[#answer + 1] = first
  news[#news + 1] = partition .. ' ' .. string.format('%.0f', first + count)
  at = at + 3 + count
end
redis.call('PUBLISH', ARGV[1], table.concat(news, ' '))
return answer`,
};

/** ARGV: from, end, records, bytes. Answers offset and value in turn; at least one pair if there is any. */
export const READ: RedisScript = {
  text: `
local answer = {}
local from, room, bytes = tonumber(ARGV[1]), tonumber(ARGV[3]), tonumber(ARGV[4])
while room > 0 and bytes > 0 do
  local found = redis.call('XRANGE', KEYS[4], string.format('%.0f-0', from + 1), ARGV[2] .. '-0', 'COUNT', math.min(room, 64))
  for _, entry in ipairs(found) do
    from = tonumber(string.match(entry[1], '^%d+'))
    answer[#answer + 1] = string.format('%.0f', from - 1)
    answer[#answer + 1] = entry[2][2]
    bytes = bytes - #entry[2][2]
    room = room - 1
    if bytes <= 0 then break end
  end
  if #found < 64 then break end
end
return answer`,
};

/** ARGV: partition, first offset that is kept. */
export const TRIM: RedisScript = {
  text: `
local start = math.max(tonumber(redis.call('HGET', KEYS[2], ARGV[1]) or '0'), tonumber(ARGV[2]))
redis.call('HSET', KEYS[2], ARGV[1], string.format('%.0f', start))
return redis.call('XTRIM', KEYS[4], 'MINID', string.format('%.0f-0', start + 1))`,
};

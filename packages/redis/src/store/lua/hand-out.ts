/** What a destination could send. Arguments: why a lost lease is dead, the destination. */
export const NEXT: string = `
local d = ARGV[FIRST + 1]
if call('HEXISTS', S .. 'destinations', d) == 0 then return reply({'none'}) end
pass_time(d)
local it = first_ready(d)
if it == true then return reply({'later', string.format('%.0f', now + 1)}) end
if it then
  local rank = it.lifted and START or it.rank
  return reply({'ready', rank, call('ZCARD', at(d, 'prioritized')), call('GET', at(d, 'ready-bytes')),
    string.format('%.0f', oldest_ready(d))})
end
local atMs = nil
local delayed = call('ZRANGEBYSCORE', at(d, 'delayed'), '-inf', BLOCKED_SCORE - 1, 'WITHSCORES', 'LIMIT', 0, 1)
if delayed[2] then atMs = math.floor(tonumber(delayed[2]) / DELAY_STEP) end
local leased = call('ZRANGE', at(d, 'leases'), 0, 0, 'WITHSCORES')
if leased[2] and (not atMs or tonumber(leased[2]) < atMs) then atMs = tonumber(leased[2]) end
if atMs then return reply({'later', string.format('%.0f', atMs)}) end
return reply({'none'})
`;

/**
 * Leases. Arguments: why a lost lease is dead, the destination, how many items and bytes at most, for how long, and a
 * name for this call.
 */
export const LEASE: string = `
local d = ARGV[FIRST + 1]
local max_items, max_bytes, lease_ms = tonumber(ARGV[FIRST + 2]), tonumber(ARGV[FIRST + 3]), tonumber(ARGV[FIRST + 4])
local given = {}
if call('HEXISTS', S .. 'destinations', d) == 0 then return reply(given) end
pass_time(d)
local bytes = 0
while #given < max_items do
  local it = first_ready(d)
  if not it or it == true then break end
  bytes = bytes + it.bytes
  if #given > 0 and bytes > max_bytes then break end
  lease(it, now + lease_ms, ARGV[FIRST + 5])
  given[#given + 1] = row(it, call('HMGET', at(d, it.id), 'name', 'data', 'timestamp', 'atm'))
end
return reply(given)
`;

/** Takes back what these calls leased, whose answers were lost. Arguments: the destination, the calls' names. */
export const TAKE_BACK: string = `
local d = ARGV[FIRST]
local calls = {}
for arg = FIRST + 1, #ARGV do calls[ARGV[arg]] = true end
for _, id in ipairs(call('ZRANGE', at(d, 'leases'), 0, -1)) do
  local it = read(d, id)
  if it and calls[it.holder] then
    make_ready(it)
    wake(d, 0)
  end
end
return reply({})
`;

/** Prolongs this process's own leases. Arguments: for how long from now, the ids. Gives the ids of those that are leased no more. */
export const RENEW: string = `
local lease_ms = tonumber(ARGV[FIRST])
local lost = {}
for arg = FIRST + 1, #ARGV do
  local id = ARGV[arg]
  local d = destination_of(id)
  local it = d and read(d, id)
  if it and is_own_lease(it) then
    call('ZADD', at(d, 'leases'), now + lease_ms, id)
  else
    lost[#lost + 1] = id
  end
end
return reply(lost)
`;

/**
 * How leased deliveries ended. What goes back must be this process's own: after a long time without Redis, another one
 * may be sending it. Arguments: for each `id delivered`,
 * `id returned`, `id retry afterMs answerLost` or `id dead reason`.
 */
export const SETTLE: string = `
local arg = FIRST
while arg <= #ARGV do
  local id, as = ARGV[arg], ARGV[arg + 1]
  arg = arg + 2
  local after_ms, answer_lost, reason
  if as == 'retry' then
    after_ms, answer_lost = tonumber(ARGV[arg]), ARGV[arg + 1]
    arg = arg + 2
  elseif as == 'dead' then
    reason = ARGV[arg]
    arg = arg + 1
  end
  local d = destination_of(id)
  local it = d and read(d, id)
  if it and it.state ~= 'dead' then
    if as == 'delivered' then
      leave(it)
      call('DEL', at(d, id))
      count(d, 'delivered', 1)
    elseif as == 'dead' then
      call('HINCRBY', at(d, id), 'atm', 1)
      leave(it)
      bury(it, reason)
    elseif is_own_lease(it) then
      if as == 'returned' then
        make_ready(it)
        wake(d, 0)
      else
        call('HINCRBY', at(d, id), 'atm', 1)
        if answer_lost == '1' then count(d, 'ambiguous', 1) end
        delay(it, now + after_ms)
      end
    end
  end
end
return reply({})
`;

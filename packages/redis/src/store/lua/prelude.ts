/**
 * What every script begins with. A script is one step: nothing of it can be seen or lost half done, so that the ledger
 * balances at every moment. All keys begin with the one that is given, whose `{...}` keeps them on one node.
 *
 * A delivery is a job in BullMQ's own layout: its hash `<scope><destination>:<id>`, and one of the sets `prioritized`
 * (ready), `delayed` (until a time, or behind an earlier start or stop of its user), `active` (being sent) and `failed`
 * (dead). BullMQ's own moves take one job by its own order and clock, and cannot count in our ledger in the same step.
 */
export const PRELUDE: string = `
local S = KEYS[1]
local MAX_ITEMS, MAX_BYTES, MAX_DEAD = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local SENDER = ARGV[6]
local FIRST = 7 -- the operation's own arguments begin here

local NAMES = {'start', 'goal', 'stop', 'event', 'activity'}
local START, STOP, LEAST = 1, 3, 5
local READY_STEP = 4294967296 -- BullMQ: score = priority * 2^32 + counter
local ALL_STEP = 35184372088832 -- 2^45
local DELAY_STEP = 4096 -- BullMQ: score = time * 2^12 + counter
local BLOCKED_SCORE = 9000000000000000 -- later than any time before 2039, and still exact as a number
local OVERHEAD_BYTES = 200
local DAY_MS = 86400000
local DEAD_FOR_MS = 30 * DAY_MS
local NOTICEABLE_MS = 1000
local MAX_PERSONS = 2000000
local BARRIERS_AT_ONCE = 20
local MOST_AT_ONCE = 2000 -- dropped or woken in one step, which holds up everybody

local call = redis.call

-- The server's clock, which all processes share. Only tests give another one.
local function server_now()
  local time = call('TIME')
  return tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end
local now = ARGV[1] == '' and server_now() or tonumber(ARGV[1])

-- Names the data: when Redis has come back without it, this is another one.
local epoch = call('GET', S .. 'epoch')
if not epoch then
  epoch = ARGV[2]
  call('SET', S .. 'epoch', epoch)
end

local touched = {}
local woken = {}

local names = {}
local function number_of(destination)
  local number = call('HGET', S .. 'destinations', destination)
  if number then return number end
  number = tostring(call('HLEN', S .. 'destinations') + 1)
  call('HSET', S .. 'destinations', destination, number)
  call('HSET', S .. 'destination-names', number, destination)
  return number
end
-- A delivery's id ends in its destination's number.
local function destination_of(id)
  local number = string.match(id, '%.(%d+)$')
  if not number then return nil end
  if names[number] == nil then names[number] = call('HGET', S .. 'destination-names', number) end
  return names[number] or nil
end

local function at(destination, what) return S .. destination .. ':' .. what end

local function count(destination, what, by)
  call('HINCRBY', at(destination, 'ledger'), what, by)
  touched[destination] = true
end

-- rank: the most valuable class that was added; 0 where more has changed than that.
local function wake(destination, rank)
  local before = woken[destination]
  if before == nil then woken[destination] = rank
  elseif rank == 0 or before == 0 then woken[destination] = 0
  elseif rank < before then woken[destination] = rank end
end

-- What BullMQ has no field for, packed in one, since each field of a job costs 60 bytes.
local function read(destination, id)
  local packed = call('HGET', at(destination, id), 'bt')
  if not packed then return nil end
  local it = {id = id, destination = destination}
  it.state, it.seq, it.lifted, it.blocker, it.rank, it.user, it.bytes, it.expires, it.bury, it.keys,
    it.holder = unpack(cmsgpack.unpack(packed))
  return it
end
local function write(it)
  call('HSET', at(it.destination, it.id), 'bt', cmsgpack.pack({it.state, it.seq, it.lifted, it.blocker, it.rank, it.user,
    it.bytes, it.expires, it.bury, it.keys, it.holder or ''}))
end

local function is_barrier(rank) return rank == START or rank == STOP end

local function barriers_of(it) return at(it.destination, 'barriers:' .. it.user) end

-- The user's earlier starts and stops that wait, latest first: the id, and whether it is a start. A few at a time, since
-- one who does nothing but start the bot has thousands.
local function earlier_barriers(it)
  local before, offset, index, page = '(' .. string.format('%.0f', it.seq), 0, BARRIERS_AT_ONCE, nil
  return function()
    index = index + 1
    if index > BARRIERS_AT_ONCE then
      page = call('ZREVRANGEBYSCORE', barriers_of(it), before, '-inf', 'LIMIT', offset, BARRIERS_AT_ONCE)
      offset, index = offset + BARRIERS_AT_ONCE, 1
    end
    local member = page[index]
    if not member then return nil end
    return string.sub(member, 3), string.sub(member, 1, 1) == '1'
  end
end

-- Starts and stops of a user go one after another; everything else waits for the user's earlier starts only.
local function blocker_of(it)
  if it.user == '' then return nil end
  for id, is_start in earlier_barriers(it) do
    local blocks = is_start or is_barrier(it.rank)
    if blocks and call('EXISTS', at(it.destination, id)) == 1 then return id end
  end
  return nil
end

local function ready_score(it)
  local rank = it.lifted and START or it.rank
  return rank * READY_STEP + it.seq % READY_STEP
end

local function leave_state(it)
  local d = it.destination
  if it.state == 'ready' then
    call('ZREM', at(d, 'prioritized'), it.id)
    call('DECRBY', at(d, 'ready-bytes'), it.bytes)
  elseif it.state == 'delayed' then
    call('ZREM', at(d, 'delayed'), it.id)
  elseif it.state == 'blocked' then
    call('ZREM', at(d, 'delayed'), it.id)
    call('SREM', at(d, 'behind:' .. it.blocker), it.id)
  elseif it.state == 'leased' then
    call('LREM', at(d, 'active'), 1, it.id)
    call('ZREM', at(d, 'leases'), it.id)
  end
end

local function make_ready(it)
  leave_state(it)
  it.state = 'ready'
  write(it)
  call('ZADD', at(it.destination, 'prioritized'), ready_score(it), it.id)
  call('INCRBY', at(it.destination, 'ready-bytes'), it.bytes)
end

local function make_ready_after(blocker, it)
  if not blocker then
    make_ready(it)
    return true
  end
  leave_state(it)
  it.state, it.blocker = 'blocked', blocker
  write(it)
  call('ZADD', at(it.destination, 'delayed'), BLOCKED_SCORE, it.id)
  call('SADD', at(it.destination, 'behind:' .. blocker), it.id)
  return false
end

local function delay(it, due)
  leave_state(it)
  it.state = 'delayed'
  write(it)
  call('ZADD', at(it.destination, 'delayed'), due * DELAY_STEP, it.id)
end

local function lease(it, until_ms, holder)
  leave_state(it)
  it.state, it.holder = 'leased', holder
  write(it)
  local key = at(it.destination, it.id)
  call('HSET', key, 'processedOn', now)
  call('HINCRBY', key, 'ats', 1)
  call('LPUSH', at(it.destination, 'active'), it.id)
  call('ZADD', at(it.destination, 'leases'), until_ms, it.id)
end

-- A stop that a start waits for goes as early as the start would.
local function lift_stops_before(start)
  for id, is_start in earlier_barriers(start) do
    if is_start then return end
    local stop = read(start.destination, id)
    if stop then
      stop.lifted = true
      write(stop)
      if stop.state == 'ready' then call('ZADD', at(stop.destination, 'prioritized'), ready_score(stop), stop.id) end
    end
  end
end

local function all_score(it) return (LEAST + 1 - it.rank) * ALL_STEP + it.seq end

-- Enters a delivery, with a place behind everything that came before it.
local function enter(it)
  local d = it.destination
  it.seq, it.state, it.lifted, it.blocker = call('INCR', S .. 'seq'), 'new', false, ''
  call('ZADD', at(d, 'all'), all_score(it), it.id)
  call('HINCRBY', S .. 'stock', 'items', 1)
  call('HINCRBY', S .. 'stock', 'bytes', it.bytes)
  touched[d] = true
  local blocker = blocker_of(it)
  if it.user ~= '' and is_barrier(it.rank) then
    call('ZADD', barriers_of(it), it.seq, it.rank .. ':' .. it.id)
    if it.rank == START then lift_stops_before(it) end
  end
  make_ready_after(blocker, it)
  wake(d, it.rank)
end

-- What waited for this start or stop need not wait for it any more.
local function release(d, blocker)
  local behind = at(d, 'behind:' .. blocker)
  local waiters = call('SMEMBERS', behind)
  call('DEL', behind)
  for _, id in ipairs(waiters) do
    local waiter = read(d, id)
    if waiter and make_ready_after(blocker_of(waiter), waiter) then wake(d, 0) end
  end
end

-- Takes a delivery from among those that wait. Its hash stays for the caller to delete or to keep as a dead letter.
local function leave(it)
  local d = it.destination
  leave_state(it)
  call('ZREM', at(d, 'all'), it.id)
  call('HINCRBY', S .. 'stock', 'items', -1)
  call('HINCRBY', S .. 'stock', 'bytes', -it.bytes)
  touched[d] = true
  if it.user == '' or not is_barrier(it.rank) then return end
  call('ZREM', barriers_of(it), it.rank .. ':' .. it.id)
  release(d, it.id)
end

local function drop(it, reason)
  leave(it)
  call('DEL', at(it.destination, it.id))
  count(it.destination, reason, 1)
end

-- A tool that goes past the store may have deleted a job. No step may stumble over that: what is recorded next would be
-- lost with it. So a job is looked for before it is believed in, and one that is gone is counted as corrupt.
local function write_off(d, id)
  for _, set in ipairs({'prioritized', 'delayed', 'leases'}) do call('ZREM', at(d, set), id) end
  call('LREM', at(d, 'active'), 1, id)
  if call('ZREM', at(d, 'all'), id) == 1 then
    call('HINCRBY', S .. 'stock', 'items', -1)
    count(d, 'corrupt', 1)
  end
  release(d, id)
end

local function forget_letter(id, reason)
  local d = destination_of(id)
  call('ZREM', S .. 'dead', id)
  call('ZREM', at(d, 'failed'), id)
  call('DEL', at(d, id))
  count(d, 'dead', -1)
  count(d, reason, 1)
end

local function expire_letters()
  for _ = 1, MOST_AT_ONCE do
    local oldest = call('ZRANGE', S .. 'dead', 0, 0)[1]
    if not oldest then return end
    local died = call('HGET', at(destination_of(oldest), oldest), 'finishedOn')
    if died and tonumber(died) + DEAD_FOR_MS > now then return end
    forget_letter(oldest, died and 'expired' or 'corrupt')
  end
end

-- What remains is a letter: the delivery is not among those that wait.
local function bury(it, reason)
  local d = it.destination
  -- Text with half a character in it cannot be decoded here, and must not end a step half done.
  local ok, decoded = pcall(cjson.decode, reason)
  it.state = 'dead'
  write(it)
  call('HSET', at(d, it.id), 'reason', reason, 'finishedOn', now,
    'failedReason', ok and decoded.description or reason)
  call('ZADD', at(d, 'failed'), now, it.id)
  call('ZADD', S .. 'dead', call('INCR', S .. 'dead-seq'), it.id)
  count(d, 'dead', 1)
  for _ = 1, MOST_AT_ONCE do
    if call('ZCARD', S .. 'dead') <= MAX_DEAD then return end
    forget_letter(call('ZRANGE', S .. 'dead', 0, 0)[1], 'overflow')
  end
end

-- The least valuable, oldest delivery that is not being sent, while there is too much.
local function excess()
  local items, bytes = unpack(call('HMGET', S .. 'stock', 'items', 'bytes'))
  if tonumber(items or 0) <= MAX_ITEMS and tonumber(bytes or 0) <= MAX_BYTES then return nil end
  local destinations = call('HKEYS', S .. 'destinations')
  for rank = LEAST, 1, -1 do
    local oldest = nil
    local from = (LEAST + 1 - rank) * ALL_STEP
    for _, d in ipairs(destinations) do
      local offset = 0
      local found = nil
      repeat
        local id = call('ZRANGEBYSCORE', at(d, 'all'), from, from + ALL_STEP - 1, 'LIMIT', offset, 1)[1]
        found = id and read(d, id)
        if id and not found then
          write_off(d, id)
          return excess() -- it may have been the one too many
        end
        offset = offset + 1
      until not found or found.state ~= 'leased'
      if found and (not oldest or found.seq < oldest.seq) then oldest = found end
    end
    if oldest then return oldest end
  end
  return nil
end

-- Brings the outbox within its bounds, step by step where they were lowered; gives what had to leave.
local function shrink()
  local out = {}
  while #out < MOST_AT_ONCE do
    local it = excess()
    if not it then break end
    drop(it, 'overflow')
    out[#out + 1] = it
  end
  return out
end

-- What the mere passing of time changes for a destination.
local function pass_time(d)
  expire_letters()
  -- With the clock put back by an hour, a delay of a second would take an hour.
  local asked = tonumber(call('GET', at(d, 'asked')) or '0')
  local due_score = (now + 1) * DELAY_STEP - 1
  if now < asked - NOTICEABLE_MS then due_score = BLOCKED_SCORE - 1 end
  call('SET', at(d, 'asked'), now)
  for _, id in ipairs(call('ZRANGEBYSCORE', at(d, 'delayed'), '-inf', due_score, 'LIMIT', 0, MOST_AT_ONCE)) do
    local it = read(d, id)
    if it then make_ready(it) else write_off(d, id) end
  end
  for _, id in ipairs(call('ZRANGEBYSCORE', at(d, 'leases'), '-inf', now, 'LIMIT', 0, MOST_AT_ONCE)) do
    local it = read(d, id)
    if not it then
      write_off(d, id)
    else
      call('HINCRBY', at(d, id), 'atm', 1)
      if it.bury then
        leave(it)
        bury(it, ARGV[FIRST])
      else
        count(d, 'ambiguous', 1)
        make_ready(it)
      end
    end
  end
end

-- The most valuable, oldest delivery that is ready and in date; true where there is more to drop than fits one step.
local function first_ready(d)
  for _ = 1, MOST_AT_ONCE do
    local id = call('ZRANGE', at(d, 'prioritized'), 0, 0)[1]
    if not id then return nil end
    local it = read(d, id)
    if it and it.expires > now then return it end
    if it then drop(it, 'expired') else write_off(d, id) end
  end
  return true
end

local function oldest_in(key, step, d, offset_of)
  local oldest = nil
  for rank = 1, LEAST do
    local from = offset_of(rank) * step
    local id = call('ZRANGEBYSCORE', key, from, from + step - 1, 'LIMIT', 0, 1)[1]
    if id then
      local created = tonumber(call('HGET', at(d, id), 'timestamp') or now)
      if not oldest or created < oldest then oldest = created end
    end
  end
  return oldest
end
local function oldest_ready(d)
  return oldest_in(at(d, 'prioritized'), READY_STEP, d, function(rank) return rank end)
end
local function oldest_pending(d)
  return oldest_in(at(d, 'all'), ALL_STEP, d, function(rank) return LEAST + 1 - rank end)
end

-- A delivery as it is given out; \`fields\` are those of its job.
local function row(it, fields)
  return {it.id, it.destination, it.rank, it.user, string.format('%.0f', it.expires), it.bury and 1 or 0, it.keys, fields}
end

local function snapshot(d)
  local pending = call('ZCARD', at(d, 'all'))
  local oldest = pending > 0 and string.format('%.0f', oldest_pending(d)) or ''
  return {d, pending, oldest, call('HGETALL', at(d, 'ledger'))}
end

-- Every script ends with this: what it found, and what is new to know. Wakes the other processes.
local function reply(result)
  local snapshots, wakes = {}, {}
  for d in pairs(touched) do snapshots[#snapshots + 1] = snapshot(d) end
  for d, rank in pairs(woken) do
    wakes[#wakes + 1] = {d, rank}
    -- Where the user may not speak there, the others look for themselves. A step must not end half done for it.
    redis.pcall('PUBLISH', S .. 'ready', SENDER .. ' ' .. rank .. ' ' .. d)
  end
  return {epoch, string.format('%.0f', now), result, snapshots, wakes}
end
`;

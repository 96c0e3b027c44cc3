-- Takes deliveries in and lets them go: dropped, lost, delayed, or one too many. Needs user-order.lua and
-- dead-letters.lua. Its functions are among the seldom ones.

local function all_score(it) return (LEAST + 1 - it.rank) * ALL_STEP + it.seq end

-- Enters a delivery, with the place `seq`, which is behind everything that came before it.
local function enter(it, seq)
  local d = it.destination
  it.seq, it.state, it.lifted, it.blocker = seq, 'new', false, ''
  sort_in(at(d, 'all'), all_score(it), it.id)
  add(TOTALS, 'items', 1)
  add(TOTALS, 'bytes', it.bytes)
  touched[d] = true
  local blocker = blocker_of(it)
  if it.user ~= '' and IS_BARRIER[it.rank] then
    call('ZADD', user_order_of(it), it.seq, it.rank .. ':' .. it.id)
    if it.rank == START then lift_stops_before(it) end
  end
  make_ready_after(blocker, it)
  wake(d, it.rank)
end

local write_off

-- What waited for this start or stop need not wait for it any more.
local function release(d, blocker)
  local behind = at(d, 'behind:' .. blocker)
  local waiters = call('SMEMBERS', behind)
  call('DEL', behind)
  for _, id in ipairs(waiters) do
    local waiter = read(d, id)
    if not waiter then
      write_off(d, id)
    elseif waiter.state == 'blocked' and make_ready_after(blocker_of(waiter), waiter) then
      wake(d, 0)
    end
  end
end

-- A start or stop is gone.
local function leave_order(it)
  call('ZREM', user_order_of(it), it.rank .. ':' .. it.id)
  release(it.destination, it.id)
end

local function drop(it, reason)
  leave(it)
  call('DEL', at(it.destination, it.id))
  count(it.destination, reason, 1)
end

-- A tool that goes past the store may have deleted a job, or changed it. No step may stumble over that: what is recorded
-- next would be lost with it. So a job is looked for before it is believed in, and one that is gone or cannot be read is
-- counted as corrupt.
write_off = function(d, id)
  local length = redis.pcall('HSTRLEN', at(d, id), 'data')
  local bytes = type(length) == 'number' and length > 0 and length + OVERHEAD_BYTES or 0
  if call('ZREM', at(d, 'prioritized'), id) == 1 then call('DECRBY', at(d, 'ready-bytes'), bytes) end
  for _, set in ipairs({'delayed', 'leases'}) do call('ZREM', at(d, set), id) end
  call('LREM', at(d, 'active'), -1, id)
  if call('ZREM', at(d, 'all'), id) == 1 then
    add(TOTALS, 'items', -1)
    add(TOTALS, 'bytes', -bytes)
    count(d, 'corrupt', 1)
  end
  -- What is in the list of dead letters is removed with it.
  if not call('ZSCORE', DEAD_LETTERS, id) then call('DEL', at(d, id)) end
  release(d, id)
end

-- The least valuable, oldest delivery that is not being sent, while there is too much.
local function excess()
  local items, bytes = unpack(call('HMGET', TOTALS, 'items', 'bytes'))
  if (tonumber(items or 0) or 0) <= MAX_ITEMS and (tonumber(bytes or 0) or 0) <= MAX_BYTES then return nil end
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

local function delay(it, due)
  leave_state(it)
  it.state = 'delayed'
  write(it)
  call('ZADD', at(it.destination, 'delayed'), due * DELAY_STEP, it.id)
end

local function lease(it, until_ms, holder)
  begin_lease(it, holder)
  list_leases(it.destination, {it.id}, until_ms)
end

-- A call's name begins with its process's.
local function is_own_lease(it)
  return it.state == 'leased' and string.sub(it.holder, 1, #SENDER) == SENDER
end

-- Nobody knows whether it was sent: its lease ran out, or who was sending it has died.
local function lose_lease(d, it)
  add_now(at(d, it.id), 'atm', 1)
  if it.bury then
    leave(it)
    bury(it, ARGV[FIRST])
  else
    count(d, 'ambiguous', 1)
    make_ready(it)
  end
end

-- A delivery from before Redis lost its data, since when the numbers of destinations may differ.
local function find_renumbered(id)
  local stem = string.match(id, '^(.*)%.%d+$')
  if not stem then return nil end
  local all = call('HGETALL', S .. 'destination-names')
  for index = 1, #all, 2 do
    local other = stem .. '.' .. all[index]
    local it = other ~= id and read(all[index + 1], other)
    if it then return it end
  end
  return nil
end

-- What became of a delivery that Redis does not have: its entry may be relayed again.
local function remember_end(id, how)
  local stem = string.match(id, '^(.*)%.%d+$')
  if not stem then return end
  call('HSET', S .. 'ends', stem, how)
  call('PEXPIRE', S .. 'ends', DAY_MS)
end

seldom.enter, seldom.leave_order, seldom.drop, seldom.write_off, seldom.shrink = enter, leave_order, drop, write_off, shrink
seldom.delay, seldom.lease, seldom.is_own_lease, seldom.lose_lease = delay, lease, is_own_lease, lose_lease
seldom.find_renumbered, seldom.remember_end = find_renumbered, remember_end

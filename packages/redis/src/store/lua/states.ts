/** Moves a delivery from one state to another, and keeps the order of what a person does. */
export const STATES: string = `
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

-- A call's name begins with its process's.
local function is_own_lease(it)
  return it.state == 'leased' and string.sub(it.holder, 1, #SENDER) == SENDER
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
`;

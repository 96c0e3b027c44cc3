-- Moves a delivery from one state to another: ready, delayed, blocked, leased. Needs basis.lua.

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
  sort_in(at(it.destination, 'prioritized'), ready_score(it), it.id)
  add(at(it.destination, 'ready-bytes'), '', it.bytes)
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
  add(key, 'ats', 1)
  call('LPUSH', at(it.destination, 'active'), it.id)
  call('ZADD', at(it.destination, 'leases'), until_ms, it.id)
end

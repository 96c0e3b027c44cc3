-- Moves a delivery to where most of them go: ready, leased, and out. Needs basis.lua.

local function ready_score(it)
  local rank = it.lifted and START or it.rank
  return rank * READY_STEP + it.seq % READY_STEP
end

local function leave_state(it)
  local d = it.destination
  if it.state == 'ready' then
    call('ZREM', at(d, 'prioritized'), it.id)
    add(at(d, 'ready-bytes'), '', -it.bytes)
  elseif it.state == 'delayed' then
    call('ZREM', at(d, 'delayed'), it.id)
  elseif it.state == 'blocked' then
    call('ZREM', at(d, 'delayed'), it.id)
    call('SREM', at(d, 'behind:' .. it.blocker), it.id)
  elseif it.state == 'leased' then
    call('LREM', at(d, 'active'), -1, it.id) -- the oldest is last
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

local function begin_lease(it, holder)
  leave_state(it)
  it.state, it.holder, it.times_leased = 'leased', holder, (it.times_leased or 0) + 1
  write(it, 'processedOn', now, 'ats', it.times_leased)
end

-- Ends what `begin_lease` began, for deliveries of one destination.
local function list_leases(d, ids, until_ms)
  for from = 1, #ids, MEMBERS_AT_ONCE do
    local last = math.min(#ids, from + MEMBERS_AT_ONCE - 1)
    local scored = {}
    for index = from, last do
      scored[#scored + 1] = until_ms
      scored[#scored + 1] = ids[index]
    end
    call('LPUSH', at(d, 'active'), unpack(ids, from, last))
    call('ZADD', at(d, 'leases'), unpack(scored))
  end
end

-- Takes a delivery from among those that wait. Its hash stays for the caller to delete or to keep as a dead letter.
local function leave(it)
  local d = it.destination
  leave_state(it)
  call('ZREM', at(d, 'all'), it.id)
  add(TOTALS, 'items', -1)
  add(TOTALS, 'bytes', -it.bytes)
  touched[d] = true
  if it.user ~= '' and IS_BARRIER[it.rank] then seldom.leave_order(it) end
end

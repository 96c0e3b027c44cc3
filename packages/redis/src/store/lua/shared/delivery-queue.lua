-- What the time has changed for a destination, and what comes next for it. Needs deliveries.lua and fair-shares.lua.

-- Nobody knows whether it was sent: its lease ran out, or who was sending it has died.
local function lose_lease(d, it)
  add(at(d, it.id), 'atm', 1)
  if it.bury then
    leave(it)
    bury(it, ARGV[FIRST])
  else
    count(d, 'ambiguous', 1)
    make_ready(it)
  end
end

-- What the mere passing of time changes for a destination.
local function pass_time(d)
  expire_letters()
  -- With the clock put back by an hour, a delay of a second would take an hour.
  local asked = tonumber(call('GET', at(d, 'asked')) or '0') or 0
  local due_score = (now + 1) * DELAY_STEP - 1
  if now < asked - NOTICEABLE_MS then due_score = BLOCKED_SCORE - 1 end
  call('SET', at(d, 'asked'), now)
  for _, id in ipairs(call('ZRANGEBYSCORE', at(d, 'delayed'), '-inf', due_score, 'LIMIT', 0, MOST_AT_ONCE)) do
    local it = read(d, id)
    if it then make_ready(it) else write_off(d, id) end
  end
  for _, id in ipairs(call('ZRANGEBYSCORE', at(d, 'leases'), '-inf', now, 'LIMIT', 0, MOST_AT_ONCE)) do
    local it = read(d, id)
    if it then lose_lease(d, it) else write_off(d, id) end
  end
end

-- The delivery that is to go next, ready and in date; true where there is more to drop than fits one step.
local function first_ready(d)
  for _ = 1, MOST_AT_ONCE do
    local id = next_id(d)
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
      local created = tonumber(redis.pcall('HGET', at(d, id), 'timestamp') or now) or now
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

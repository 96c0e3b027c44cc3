-- What the time has changed for a destination, and what comes next for it. Needs reply.lua and
-- fair-shares.lua.

-- What the mere passing of time changes for a destination. Gives when it does so next; nil: never, as things are.
local function pass_time(d)
  local oldest_letter = call('ZRANGE', at(d, 'failed'), 0, 0, 'WITHSCORES')[2]
  if oldest_letter and tonumber(oldest_letter) + DEAD_FOR_MS <= now then seldom.expire_letters() end
  -- With the clock put back by an hour, a delay of a second would take an hour.
  local asked = tonumber(call('GET', at(d, 'asked')) or '0') or 0
  local due_score = (now + 1) * DELAY_STEP - 1
  if now < asked - NOTICEABLE_MS then due_score = BLOCKED_SCORE - 1 end
  -- Not at every call: that would make each a write.
  if now > asked + NOTICEABLE_MS / 4 or due_score == BLOCKED_SCORE - 1 then call('SET', at(d, 'asked'), now) end
  local changes_at = nil
  local first_due = tonumber(call('ZRANGE', at(d, 'delayed'), 0, 0, 'WITHSCORES')[2] or '')
  if first_due and first_due <= due_score then
    for _, id in ipairs(call('ZRANGEBYSCORE', at(d, 'delayed'), '-inf', due_score, 'LIMIT', 0, MOST_AT_ONCE)) do
      local it = read(d, id)
      if it then make_ready(it) else seldom.write_off(d, id) end
    end
    changes_at = now + 1
  elseif first_due and first_due < BLOCKED_SCORE then
    changes_at = math.floor(first_due / DELAY_STEP)
  end
  local first_end = tonumber(call('ZRANGE', at(d, 'leases'), 0, 0, 'WITHSCORES')[2] or '')
  if first_end and first_end <= now then
    for _, id in ipairs(call('ZRANGEBYSCORE', at(d, 'leases'), '-inf', now, 'LIMIT', 0, MOST_AT_ONCE)) do
      local it = read(d, id)
      if it then seldom.lose_lease(d, it) else seldom.write_off(d, id) end
    end
    changes_at = now + 1
  elseif first_end and (not changes_at or first_end < changes_at) then
    changes_at = first_end
  end
  return changes_at
end

-- The delivery that is to go next, ready and in date; true where there is more to drop than fits one step. Then what
-- `next_id` gives with it.
local function first_ready(d)
  for _ = 1, MOST_AT_ONCE do
    local id, first = next_id(d)
    if not id then return nil end
    local it = read(d, id)
    if it and it.expires > now then return it, first end
    if it then seldom.drop(it, 'expired') else seldom.write_off(d, id) end
  end
  return true
end

-- What could be sent to a destination now, or when to ask again, once `pass_time` is done: {'none'}, {'later', at}, or
-- {'ready', rank, how many are ready, their bytes, when the oldest was created, until when the time changes none of it}.
-- `changes_at`: what `pass_time` gave.
local function next_up(d, changes_at)
  local it, first = first_ready(d)
  if it == true then return {'later', string.format('%.0f', now + 1)} end
  if it then
    local rank = it.lifted and START or it.rank
    return {'ready', rank, call('ZCARD', at(d, 'prioritized')), call('GET', at(d, 'ready-bytes')),
      string.format('%.0f', oldest_in(at(d, 'prioritized'), READY_STEP, d, first, it)),
      string.format('%.0f', math.min(it.expires, changes_at or it.expires))}
  end
  local at_ms = nil
  local delayed = call('ZRANGEBYSCORE', at(d, 'delayed'), '-inf', BLOCKED_SCORE - 1, 'WITHSCORES', 'LIMIT', 0, 1)
  if delayed[2] then at_ms = math.floor(tonumber(delayed[2]) / DELAY_STEP) end
  local leased = call('ZRANGE', at(d, 'leases'), 0, 0, 'WITHSCORES')
  if leased[2] and (not at_ms or tonumber(leased[2]) < at_ms) then at_ms = tonumber(leased[2]) end
  if at_ms then return {'later', string.format('%.0f', at_ms)} end
  return {'none'}
end

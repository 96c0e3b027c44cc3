-- What the time has changed for the one destination that a script is for, and what comes next for it. Needs reply.lua and
-- fair-shares.lua.

-- When somebody last asked what comes next, and the bytes that were ready before this step.
local asked_at, ready_bytes = 0, 0
-- Reads what is kept of a destination in one command. Gives for how many ms nothing is handed out; nil: nothing was ever
-- recorded for it.
local function meet(d)
  local found = call('MGET', S .. 'epoch', S .. 'rest', at(d, 'asked'), at(d, 'turns'), at(d, 'ready-bytes'))
  know_epoch(found[1])
  know_turns(found[4])
  asked_at, ready_bytes = tonumber(found[3] or '0') or 0, tonumber(found[5] or '0') or 0
  if not found[3] and call('HEXISTS', S .. 'destinations', d) == 0 then return nil end
  return found[2] and math.max(0, call('PTTL', S .. 'rest')) or 0
end

-- What the mere passing of time changes for a destination. Gives when it does so next; nil: never, as things are.
-- `is_exact`: old dead letters leave now, not in a moment.
local function pass_time(d, is_exact)
  -- With the clock put back by an hour, a delay of a second would take an hour.
  local is_put_back = now < asked_at - NOTICEABLE_MS
  local due_score = is_put_back and BLOCKED_SCORE - 1 or (now + 1) * DELAY_STEP - 1
  -- Not at every call: that would make each a write.
  local is_noticeable = is_put_back or now > asked_at + NOTICEABLE_MS / 4
  if is_noticeable then call('SET', at(d, 'asked'), now) end
  if is_noticeable or is_exact then
    local oldest_letter = call('ZRANGE', at(d, 'failed'), 0, 0, 'WITHSCORES')[2]
    if oldest_letter and tonumber(oldest_letter) + DEAD_FOR_MS <= now then seldom.expire_letters() end
  end
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
local function first_ready(d, most)
  for _ = 1, MOST_AT_ONCE do
    local id, _, first, score = next_id(d, most)
    if not id then return nil end
    local it = read(d, id)
    if it and it.expires > now then return it, first, score end
    if it then seldom.drop(it, 'expired') else seldom.write_off(d, id) end
    look_again()
  end
  return true
end

local function ready(d, rank, first, score, known, until_ms)
  local key = at(d, 'ready-bytes')
  local oldest = oldest_in(at(d, 'prioritized'), READY_STEP, d, {first, score}, known)
  return {'ready', rank, call('ZCARD', at(d, 'prioritized')), string.format('%.0f', held[key] or ready_bytes),
    string.format('%.0f', oldest), string.format('%.0f', until_ms)}
end

-- What could be sent to a destination now, or when to ask again, once `pass_time` is done: {'none'}, {'later', at}, or
-- {'ready', rank, how many are ready, their bytes, when the oldest was created, until when the time changes none of it}.
-- `changes_at`: what `pass_time` gave.
local function next_up(d, changes_at)
  local it, first, score = first_ready(d, 1)
  if it == true then return {'later', string.format('%.0f', now + 1)} end
  if it then
    return ready(d, it.lifted and START or it.rank, first, score, it, math.min(it.expires, changes_at or it.expires))
  end
  local at_ms = nil
  local delayed = call('ZRANGEBYSCORE', at(d, 'delayed'), '-inf', BLOCKED_SCORE - 1, 'WITHSCORES', 'LIMIT', 0, 1)
  if delayed[2] then at_ms = math.floor(tonumber(delayed[2]) / DELAY_STEP) end
  local leased = call('ZRANGE', at(d, 'leases'), 0, 0, 'WITHSCORES')
  if leased[2] and (not at_ms or tonumber(leased[2]) < at_ms) then at_ms = tonumber(leased[2]) end
  if at_ms then return {'later', string.format('%.0f', at_ms)} end
  return {'none'}
end

-- The same once something was leased, where the rest need not be looked for. `changes_at`: what `pass_time` gave, or when
-- what was leased comes back.
local function next_after_lease(d, changes_at)
  local id, rank, first, score = next_id(d, 1)
  if not id then return {'later', string.format('%.0f', changes_at)} end
  local it = read(d, id)
  if not it or it.expires <= now then return next_up(d, changes_at) end
  return ready(d, rank, first, score, it, math.min(it.expires, changes_at))
end

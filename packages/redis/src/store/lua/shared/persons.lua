-- Whether a person blocks the bot, and what a change of that means: the rule of core's outbox/rules/person.ts.
-- Needs basis.lua.

local MAX_PERSONS = 2000000

-- kind: start, stop, or anything else that shows them not to block the bot. date: when it happened, by the update;
-- is_now: it happens at this moment, so that nothing known is newer, and the date is an estimate.
local function change_person(bot, user, kind, date, is_now)
  local key, field = S .. 'persons', bot .. ':' .. user
  local known = call('HGET', key, field)
  local blocked, seen, started, since = false, 0, false, 0
  if known then
    local seen_at, has_started, since_at = string.match(known, '^%d (%d+) ?(%d?) ?(%d*)')
    blocked, seen = string.sub(known, 1, 1) == '1', tonumber(seen_at) or 0
    started, since = has_started ~= '0', tonumber(since_at) or seen
  end
  local is_late = date < seen and not is_now
  local function set(is_blocked, has_started)
    local is_same = known and is_blocked == blocked and has_started == started
    local flags = { is_blocked and 1 or 0, has_started and 1 or 0 }
    call('HSET', key, field, string.format('%d %.0f %d %.0f', flags[1], math.max(seen, date), flags[2],
      is_same and since or math.max(since, date)))
    if not known and call('HLEN', key) > MAX_PERSONS then
      local other = call('HRANDFIELD', key)
      if other ~= field then call('HDEL', key, other) end
    end
  end
  if kind == 'stop' then
    local changes = not blocked and not is_late
    set(blocked or changes, started)
    return changes and 'stopped' or 'unchanged'
  end
  set(blocked and is_late, started or kind == 'start')
  if kind == 'start' then return known and 'returned' or 'started' end
  return known and (not blocked or is_late) and 'unchanged' or 'unblocked'
end

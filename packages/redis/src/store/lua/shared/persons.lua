-- Whether a person blocks the bot, and what a change of that means: the rule of core's outbox/rules/person.ts.
-- Needs basis.lua.

local MAX_PERSONS = 2000000

-- kind: start, stop, or anything else that shows them not to block the bot. date: when it happened, by the update.
local function change_person(bot, user, kind, date)
  local key, field = S .. 'persons', bot .. ':' .. user
  local known = call('HGET', key, field)
  local blocked, seen = false, 0
  if known then
    blocked = string.sub(known, 1, 1) == '1'
    seen = tonumber(string.sub(known, 3))
  end
  local function set(is_blocked, seen_at)
    call('HSET', key, field, is_blocked .. ' ' .. string.format('%.0f', seen_at))
    if not known and call('HLEN', key) > MAX_PERSONS then
      local other = call('HRANDFIELD', key)
      if other ~= field then call('HDEL', key, other) end
    end
  end
  if kind == 'stop' then
    if blocked or (known and date < seen) then return 'unchanged' end
    set('1', seen)
    return 'stopped'
  end
  set('0', math.max(seen, date))
  if kind == 'start' then return known and 'returned' or 'started' end
  return (known and not blocked) and 'unchanged' or 'unblocked'
end

-- Whether a person blocks the bot, and what a change of that means: the rule of core's outbox/rules/person.ts.
-- Needs basis.lua and purged-marks.lua.

local MAX_PERSONS = 2000000
-- Around the newest start known a typed one is the same: SAME_START_SECONDS of core's outbox/rules/person.ts.
local SAME_START_SECONDS = 60

-- '<blocked> <seenAt>' is all that older versions write, and they read what follows the space as one number. What is newer
-- therefore stands where that number, 1700000000.000000011699999000, has no precision left.
local NEWER = '.0000000'
local function read_person(known)
  if not known then return false, 0, false, 0 end
  local seen_at, newer = string.match(known, '^%d (%d+)(.*)$')
  local seen = tonumber(seen_at) or 0
  -- For a while the newer two followed after spaces, which no older version could read.
  local spaced = string.gsub(newer or '', '^%' .. NEWER .. '(%d)', ' %1 ')
  local has_started, since = string.match(spaced, '^ (%d) (%d+)$')
  return string.sub(known, 1, 1) == '1', seen, has_started ~= '0', tonumber(since) or seen
end
local function write_person(blocked, seen, started, since)
  return string.format('%d %.0f%s%d%.0f', blocked and 1 or 0, seen, NEWER, started and 1 or 0, since)
end

-- What persons were before the changes of a step, for those that are taken back.
local earlier_persons = {}
-- Takes the changes after the first `count` back: an entry that could not be put changes nobody.
local function take_persons_back(count)
  for index = #earlier_persons, count + 1, -1 do
    local key, field, known = unpack(earlier_persons[index])
    if known then call('HSET', key, field, known) else call('HDEL', key, field) end
    earlier_persons[index] = nil
  end
end

-- kind: start, typed-start, stop, or anything else that shows them not to block the bot. date: when it happened, by the update;
-- is_now: it happens at this moment, so that nothing known is newer, and the date is an estimate.
local function change_person(bot, user, kind, date, is_now)
  local key, field = S .. 'persons', bot .. ':' .. user
  local known = call('HGET', key, field)
  local blocked, seen, started, since = read_person(known)
  local is_late = date < seen and not is_now
  -- What happened before somebody was purged does not bring them back: the rule of core's outbox/rules/purged-person.ts.
  local purged_ms = not known and not is_now and purged_at(user)
  if purged_ms and date * 1000 <= purged_ms then
    if kind == 'stop' then return 'stopped' end
    return kind == 'unblock' and 'unblocked' or 'started'
  end
  local function set(is_blocked, has_started)
    local is_same = known and is_blocked == blocked and has_started == started
    local since_at = is_same and since or math.max(since, date)
    earlier_persons[#earlier_persons + 1] = {key, field, known}
    call('HSET', key, field, write_person(is_blocked, math.max(seen, date), has_started, since_at))
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
  if kind == 'typed-start' then
    if known and started and not blocked and math.abs(date - seen) <= SAME_START_SECONDS then
      set(blocked, started)
      return 'unchanged'
    end
    kind = 'start'
  end
  set(blocked and is_late, started or kind == 'start')
  if kind == 'start' then return known and 'returned' or 'started' end
  return known and (not blocked or is_late) and 'unchanged' or 'unblocked'
end

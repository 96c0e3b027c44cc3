-- Puts one entry: whole or not at all.
--
-- KEYS[1]  the scope
-- ARGV     after the common ones of shared/basis.lua:
--   the id under which it is relayed ('' if it is not), when it was recorded, what its deliveries' ids begin with, 1 if
--   Redis had it before;
--   the person's change: bot, user, kind, date, 1 if it happens now ('' '' '' 0 0 for none);
--   its items, each
--     drop destination reason
--     deliver|bury destination rank user method body created expires buryIfLost reason keyCount keys...
--
-- Answers {'put', the person's verdict, a status for each item, {destination, rank} of what had to leave}, or
-- {'moved', ...} for an entry that was relayed before.

local arg = FIRST
local function take()
  arg = arg + 1
  return ARGV[arg - 1]
end
local move_id, recorded, base, was_here = take(), tonumber(take()), take(), take() == '1'
local bot, person, change, date, is_now = take(), take(), take(), tonumber(take()), take() == '1'

if move_id ~= '' and call('HEXISTS', S .. 'moved', move_id) == 1 then
  return reply({'moved', '', {}, {}})
end
expire_letters()

local items = {}
while arg <= #ARGV do
  local item = {kind = take(), destination = take()}
  if item.kind == 'drop' then
    item.reason = take()
  else
    item.rank, item.user, item.method, item.body = tonumber(take()), take(), take(), take()
    item.created, item.expires, item.bury, item.reason = take(), tonumber(take()), take() == '1', take()
    item.keys = {}
    for index = 1, tonumber(take()) do item.keys[index] = take() end
  end
  items[#items + 1] = item
end

if move_id ~= '' then call('HSET', S .. 'moved', move_id, string.format('%.0f', now)) end

local any_known, any_new = false, false
for _, item in ipairs(items) do
  if item.kind ~= 'drop' then
    item.known = is_duplicate(item)
    if item.known then any_known = true else any_new = true end
  end
end
-- An update that came before must not move the person: a start redelivered after a block would lift the block.
local repeated = any_known and not any_new

-- Recorded before the person was purged, and moved here after it.
local function is_purged(user)
  if move_id == '' or user == '' then return false end
  local at_ms = purged_at(user)
  return at_ms and recorded <= at_ms
end

local verdict = ''
if bot ~= '' and not repeated and not is_purged(person) then verdict = change_person(bot, person, change, date, is_now) end
local unchanged = verdict == 'unchanged' and change ~= 'unblock'

local overflowed = {}
local places = {} -- of deliveries that may have to leave again
local function make(item, index)
  local id = base .. '-' .. index .. '.' .. number_of(item.destination)
  call('HSET', at(item.destination, id), 'name', item.method, 'data', item.body, 'timestamp', item.created,
    'priority', item.rank)
  return {
    id = id, destination = item.destination, state = 'new', seq = 0, lifted = false, blocker = '', rank = item.rank,
    user = item.user, bytes = #item.body + OVERHEAD_BYTES, expires = item.expires, bury = item.bury, keys = item.keys,
  }
end
local function store(item, index)
  number_of(item.destination)
  count(item.destination, 'accepted', 1)
  if item.kind == 'drop' then
    count(item.destination, item.reason, 1)
    return 'dropped'
  end
  if is_purged(item.user) then
    count(item.destination, 'purged', 1)
    return 'dropped'
  end
  if item.kind == 'bury' then
    bury(make(item, index), item.reason)
    return 'dead'
  end
  if #item.body + OVERHEAD_BYTES > MAX_BYTES then
    count(item.destination, 'overflow', 1)
    overflowed[#overflowed + 1] = {item.destination, item.rank}
    return 'dropped'
  end
  local ended = move_id ~= '' and call('HGET', S .. 'ends', base .. '-' .. index)
  if ended == 'delivered' then
    count(item.destination, 'delivered', 1)
    return 'stored'
  end
  local it = make(item, index)
  enter(it)
  if ended and it.state == 'ready' then
    local until_ms, holder = string.match(ended, '^leased (%d+) (.*)$')
    if until_ms then lease(it, until_ms, holder) end
  elseif was_here and call('EXISTS', S .. 'rest') == 1 then
    -- Whoever sent it from the lost data has died since.
    count(item.destination, 'ambiguous', 1)
  end
  places[it.id] = index
  return 'stored'
end

local statuses = {}
for index, item in ipairs(items) do
  if repeated or item.known then
    statuses[index] = 'duplicate'
  else
    -- The keys may name whom they belong to.
    if item.kind ~= 'drop' and not is_purged(item.user) then remember_keys(item) end
    statuses[index] = unchanged and 'unchanged' or store(item, index)
  end
end
for _, it in ipairs(shrink()) do
  overflowed[#overflowed + 1] = {it.destination, it.rank}
  if places[it.id] then statuses[places[it.id]] = 'dropped' end
end
return reply({'put', verdict, statuses, overflowed})

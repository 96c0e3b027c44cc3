/**
 * Puts one entry: whole or not at all. Arguments: the id under which it is moved here ('' if it is not), when it was
 * recorded, the base of its deliveries' ids, the person's change (botId, userId, kind, date; '' for none), and its items,
 * each `drop destination reason` or `deliver|bury destination rank user method body created expires buryIfLost reason
 * keyCount keys...`.
 */
export const PUT: string = `
local arg = FIRST
local function take()
  arg = arg + 1
  return ARGV[arg - 1]
end
local move_id, recorded, base = take(), tonumber(take()), take()
local bot, person, change, date = take(), take(), take(), tonumber(take())

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

-- Kept by the day, and looked for in three of them: a key is known for 48 hours at least and 72 at most.
local today = math.floor(now / DAY_MS)
local MAX_KEYS_A_DAY = 1000000
local function keys_of(day) return S .. 'keys:' .. string.format('%.0f', day) end
local function knows(item)
  for _, key in ipairs(item.keys) do
    for day = today, today - 2, -1 do
      if call('HEXISTS', keys_of(day), key .. ' ' .. item.destination) == 1 then return true end
    end
  end
  return false
end
local function remember(item)
  if #item.keys == 0 then return end
  -- A flood of mere activity is not to fill Redis with keys.
  if item.rank == LEAST and call('HLEN', keys_of(today)) > MAX_KEYS_A_DAY then return end
  for _, key in ipairs(item.keys) do call('HSET', keys_of(today), key .. ' ' .. item.destination, '') end
  call('PEXPIRE', keys_of(today), 4 * DAY_MS)
  if call('SADD', S .. 'key-days', string.format('%.0f', today)) == 1 then
    for _, day in ipairs(call('SMEMBERS', S .. 'key-days')) do
      if tonumber(day) < today - 4 then call('SREM', S .. 'key-days', day) end
    end
  end
end

if move_id ~= '' then call('HSET', S .. 'moved', move_id, string.format('%.0f', now)) end

local any_known, any_new = false, false
for _, item in ipairs(items) do
  if item.kind ~= 'drop' then
    item.known = knows(item)
    if item.known then any_known = true else any_new = true end
  end
end
-- An update that came before must not move the person: a start redelivered after a block would lift the block.
local repeated = any_known and not any_new

-- Recorded before the person was purged, and moved here after it.
local function is_purged(user)
  if move_id == '' or user == '' then return false end
  local purged = call('HGET', S .. 'purged', user)
  return purged and recorded <= tonumber(purged)
end

local MAX_PERSONS = 2000000
local function apply_person()
  local key, field = S .. 'persons', bot .. ':' .. person
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
  if change == 'stop' then
    if blocked or (known and date < seen) then return 'unchanged' end
    set('1', seen)
    return 'stopped'
  end
  set('0', math.max(seen, date))
  if change == 'start' then return known and 'returned' or 'started' end
  return (known and not blocked) and 'unchanged' or 'unblocked'
end

local verdict = ''
if bot ~= '' and not repeated and not is_purged(person) then verdict = apply_person() end
local unchanged = verdict == 'unchanged' and change == 'stop'

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
  local it = make(item, index)
  enter(it)
  places[it.id] = index
  return 'stored'
end

local statuses = {}
for index, item in ipairs(items) do
  if repeated or item.known then
    statuses[index] = 'duplicate'
  else
    if item.kind ~= 'drop' then remember(item) end
    statuses[index] = unchanged and 'unchanged' or store(item, index)
  end
end
for _, it in ipairs(shrink()) do
  overflowed[#overflowed + 1] = {it.destination, it.rank}
  if places[it.id] then statuses[places[it.id]] = 'dropped' end
end
return reply({'put', verdict, statuses, overflowed})
`;

-- Puts entries, one after the other, each whole or not at all.
--
-- KEYS[1]  the scope
-- ARGV     after the common ones of shared/basis.lua, for each entry:
--   what its deliveries' ids begin with; of a relayed one, the id by which it counts once
--   put|relayed|again: again if it is relayed and Redis had it before
--   when it was recorded, how many items it has
--   the person's change: kind bot user date, 1 if it happens now; only '' for none
--   its items, each
--     drop destination reason
--     bury destination reason delivery
--     deliver destination delivery
-- and a delivery is
--   rank (with a ! before it if it is to be buried after a lost answer) user method body created expires keyCount keys...
--
-- Answers for each entry {'put', the person's verdict, a status for each item}, {'moved'} for one that was relayed
-- before, {'failed'} for one that could not be put; then {destination, rank} of all that had to leave; then why the first
-- of those failed, '' if none did.

local arg = FIRST
local function take()
  arg = arg + 1
  return ARGV[arg - 1]
end

local MOVED, ENDS = S .. 'moved', S .. 'ends'
local entries, deliveries_to_come = {}, 0

local function take_item()
  local item = {kind = take(), destination = take()}
  if item.kind ~= 'deliver' then item.reason = take() end
  if item.kind == 'drop' then return item end
  local rank = take()
  item.rank, item.bury = tonumber(rank), false
  if not item.rank then item.rank, item.bury = tonumber(string.sub(rank, 2)), true end
  item.user, item.method, item.body, item.created, item.expires = take(), take(), take(), take(), tonumber(take())
  item.keys = {}
  for index = 1, tonumber(take()) do item.keys[index] = take() end
  deliveries_to_come = deliveries_to_come + 1
  return item
end

while arg <= #ARGV do
  local base, how = take(), take()
  local entry = {base = base, move_id = how == 'put' and '' or base, was_here = how == 'again', recorded = tonumber(take())}
  local items = tonumber(take())
  entry.change = take()
  if entry.change ~= '' then
    entry.bot, entry.person, entry.date, entry.is_now = take(), take(), tonumber(take()), take() == '1'
  end
  entry.items = {}
  for index = 1, items do entry.items[index] = take_item() end
  entries[#entries + 1] = entry
end

-- Those of them that were relayed before.
local was_moved = {}
local function find_moved()
  local ids = {}
  for _, entry in ipairs(entries) do if entry.move_id ~= '' then ids[#ids + 1] = entry.move_id end end
  if #ids == 0 then return end
  for index, at_ms in ipairs(call('HMGET', MOVED, unpack(ids))) do was_moved[ids[index]] = at_ms ~= false end
end
find_moved()

local function lazily(find)
  local found
  return function()
    if found == nil then found = find() end
    return found
  end
end
local has_ends = lazily(function() return call('EXISTS', ENDS) == 1 end)
local is_at_rest = lazily(function() return call('EXISTS', S .. 'rest') == 1 end)

-- Places in the order of what was recorded, taken for all that is still to come.
local last_seq, free_seqs = 0, 0
local function next_seq()
  if free_seqs == 0 then
    free_seqs = math.max(1, deliveries_to_come)
    last_seq = call('INCRBY', S .. 'seq', free_seqs) - free_seqs
  end
  last_seq, free_seqs = last_seq + 1, free_seqs - 1
  return last_seq
end

local overflowed = {}
local places = {} -- of deliveries that may have to leave again

local function put(entry)
  local items = entry.items
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
  local purged = {}
  local function is_purged(user)
    if entry.move_id == '' or user == '' then return false end
    if purged[user] == nil then
      local at_ms = purged_at(user)
      purged[user] = at_ms ~= nil and entry.recorded <= at_ms
    end
    return purged[user]
  end

  local verdict = ''
  if entry.bot and not repeated and not is_purged(entry.person) then
    verdict = change_person(entry.bot, entry.person, entry.change, entry.date, entry.is_now)
  end
  local unchanged = verdict == 'unchanged' and entry.change ~= 'unblock'

  local function make(item, index)
    return {
      id = entry.base .. '-' .. index .. '.' .. number_of(item.destination), destination = item.destination, state = 'new',
      seq = 0, lifted = false, blocker = '', rank = item.rank, user = item.user, bytes = #item.body + OVERHEAD_BYTES,
      created = item.created, expires = item.expires, bury = item.bury, keys = item.keys,
      job = {name = item.method, data = item.body},
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
      seldom.bury(make(item, index), item.reason)
      return 'dead'
    end
    if #item.body + OVERHEAD_BYTES > MAX_BYTES then
      count(item.destination, 'overflow', 1)
      overflowed[#overflowed + 1] = {item.destination, item.rank}
      return 'dropped'
    end
    local ended = entry.move_id ~= '' and has_ends() and call('HGET', ENDS, entry.base .. '-' .. index)
    if ended == 'delivered' then
      count(item.destination, 'delivered', 1)
      return 'stored'
    end
    local it = make(item, index)
    seldom.enter(it, next_seq())
    if ended and it.state == 'ready' then
      local until_ms, holder = string.match(ended, '^leased (%d+) (.*)$')
      if until_ms then
        keep_gathered()
        write_gathered()
        seldom.lease(it, until_ms, holder)
        gather(true)
      end
    elseif entry.was_here and is_at_rest() then
      -- Whoever sent it from the lost data has died since.
      count(item.destination, 'ambiguous', 1)
    end
    return 'stored', it.id
  end

  local answer = {'put', verdict}
  for index, item in ipairs(items) do
    local status, id
    if repeated or item.known then
      status = 'duplicate'
    else
      -- The keys may name whom they belong to.
      if item.kind ~= 'drop' and not is_purged(item.user) then remember_keys(item) end
      if unchanged then status = 'unchanged' else status, id = store(item, index) end
    end
    if item.kind ~= 'drop' then deliveries_to_come = deliveries_to_come - 1 end
    answer[index + 2] = status
    if id then places[id] = {answer, index + 2} end
  end
  return answer
end

seldom.expire_letters()
local answers, moved, failure = {}, {}, ''
local function note_failure(why)
  if failure == '' then failure = type(why) == 'table' and why.err or tostring(why) end
end
for _, entry in ipairs(entries) do
  local id = entry.move_id
  if id ~= '' and was_moved[id] then
    answers[#answers + 1] = {'moved'}
  else
    -- One that cannot be put must not take the others with it. It leaves nothing behind by which it would be known when
    -- it comes again.
    gather(true)
    local changes = #earlier_persons
    local ok, answer = pcall(put, entry)
    if ok then
      keep_gathered()
      keep_keys()
      answers[#answers + 1] = answer
      if id ~= '' then
        was_moved[id] = true
        moved[#moved + 1] = id
        moved[#moved + 1] = string.format('%.0f', now)
      end
    else
      note_failure(answer)
      forget_new_keys()
      take_persons_back(changes)
      answers[#answers + 1] = {'failed'}
    end
  end
end
local is_written, why = pcall(write_gathered)
if not is_written then
  -- None of them has a place in the order, so that all of them have to come again.
  take_persons_back(0)
  note_failure(why)
  return reply({{}, {}, failure})
end
write_keys()
if #moved > 0 then call('HSET', MOVED, unpack(moved)) end
for _, it in ipairs(seldom.shrink()) do
  overflowed[#overflowed + 1] = {it.destination, it.rank}
  local place = places[it.id]
  if place then place[1][place[2]] = 'dropped' end
end
return reply({answers, overflowed, failure})

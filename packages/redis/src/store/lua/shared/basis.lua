-- Begins every script of the store: its arguments, the clock, the names of keys, the ledger, and a delivery as it is
-- kept.
--
-- A script is one step: nothing of it can be seen or lost half done, so that the ledger balances at every moment. That
-- holds only as long as none fails once it has written.
--
-- KEYS[1]  what all keys begin with, such as bot-tracker:{123}: (the braces keep a bot's keys on one node)
-- ARGV[1]  now in ms; '' for the server's clock, which all processes share (only tests give another)
-- ARGV[2]  a name for the data if there is none yet
-- ARGV[3]  deliveries that may wait
-- ARGV[4]  bytes that these may take
-- ARGV[5]  dead letters that are kept
-- ARGV[6]  the process, which is also how its calls begin
-- ARGV[7]  and on: the script's own
--
-- Before this stand the constants of lua-constants.ts: CLASSES, START, STOP, IS_BARRIER, TURN_STEPS, OVERHEAD_BYTES,
-- DEAD_FOR_MS, KEPT_FOR_MACHINES_MS, DELAY_STEP, BLOCKED_SCORE.
--
-- REDIS DATA FORMAT. Every key below and every value in it is read by other versions of this package. A class is kept
-- as its rank: start 1, goal 2, stop 3, event 4, activity 5. All begin with the scope:
--
--   epoch               names the data: another one means that Redis came back without it
--   destinations        hash: destination -> its number; destination-names is the way back
--   seq, dead-seq       counters of everything recorded, and of dead letters
--   stock               hash: items and bytes that wait, over all destinations
--   persons             hash: <bot>:<user> -> whether they block the bot, the date of their newest start, stop or unblock,
--                       whether a start of theirs is known, and since when the first and the third are as they are:
--                       persons.lua says how (older versions write neither of the last two: true, and the date before)
--   keys:<day>          hash of the dedupe keys of a day; key-days is the set of those days
--   moved               hash: entries that were relayed and not acknowledged -> when
--   ends                hash: what was sent, or is being sent, of entries that Redis has lost -> delivered, or
--                       leased <until> <holder>; by the id without its destination's number. For when they come again
--   alive               sorted set: the processes that send, by when they count as dead if they say nothing before
--   gone                sorted set: those that died, by when; beat-at is when any of them last said that it lives
--   rest                exists while nothing is handed out, because the data was lost
--   purged              hash: a mark that names nobody (purged-marks.lua) -> when the person was forgotten. Older versions
--                       write the user instead, and read nothing else
--   dead                sorted set: the dead letters of all destinations, oldest first
--   run                 hash: the server's present run and when it was first met (first-met.lua)
--   quota-*             slots and limits (quota/lua/basis.lua)
--
-- For each destination, in BullMQ's own layout, so that its tools can read it:
--
--   <destination>:<id>         hash, a job: name, data, timestamp, atm, ats, ... and bt, which is the rest. A fifth field in one
--                              that waits would take 168 bytes (older versions write priority, which nobody reads)
--   <destination>:prioritized  sorted set: ready to be sent
--   <destination>:delayed      sorted set: waits for a time, or for an earlier start or stop of its user
--   <destination>:active       list: being sent
--   <destination>:failed       sorted set: dead letters
--
-- and of our own:
--
--   <destination>:all              sorted set: everything that waits, by class and age
--   <destination>:leases           sorted set: what is being sent, by when its lease ends
--   <destination>:ready-bytes      bytes that are ready
--   <destination>:turns            how far off the next turns of stops, events and activity are
--   <destination>:ledger           hash: the ledger's counters
--   <destination>:barriers:<user>  sorted set: the user's order, their starts and stops that wait
--   <destination>:behind:<id>      set: what waits for that start or stop
--   <destination>:asked            when somebody last asked what comes next
--
-- BullMQ's own scripts that move a job take one by BullMQ's order and clock, and cannot count in our ledger in the same
-- step; so the scripts here do it.

local call = redis.call
local S = KEYS[1]
local MAX_ITEMS, MAX_BYTES, MAX_DEAD = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local SENDER = ARGV[6]
local FIRST = 7 -- the script's own arguments begin here

local LEAST = CLASSES -- the rank of the least valuable class
local READY_STEP = 4294967296 -- BullMQ: score = priority * 2^32 + counter
local DAY_MS = 86400000
local NOTICEABLE_MS = 1000
local BARRIERS_AT_ONCE = 20
local MOST_AT_ONCE = 2000 -- dropped or woken in one step, which holds up everybody

local DEAD_LETTERS, TOTALS = S .. 'dead', S .. 'stock'

local function server_now()
  local time = call('TIME')
  return tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end
local now = ARGV[1] == '' and server_now() or tonumber(ARGV[1])

-- `found`: what is kept under that name, false for nothing.
local known_epoch
local function know_epoch(found)
  known_epoch = found
  if not found then
    known_epoch = ARGV[2]
    call('SET', S .. 'epoch', known_epoch)
  end
end
local function epoch()
  -- Of what is no name, MGET says that there is nothing, where GET would fail.
  if not known_epoch then know_epoch(call('MGET', S .. 'epoch')[1]) end
  return known_epoch
end

local strangers = 0 -- entries of no delivery that were found and removed
local touched = {}
local woken = {}

local names, numbers = {}, {}
local function number_of(destination)
  local number = numbers[destination] or call('HGET', S .. 'destinations', destination)
  if not number then
    number = tostring(call('HLEN', S .. 'destinations') + 1)
    call('HSET', S .. 'destinations', destination, number)
    call('HSET', S .. 'destination-names', number, destination)
  end
  numbers[destination] = number
  return number
end
-- A delivery's id ends in its destination's number.
local function destination_of(id)
  local number = string.match(id, '%.(%d+)$')
  if not number then return nil end
  if names[number] == nil then names[number] = call('HGET', S .. 'destination-names', number) end
  return names[number] or nil
end

local function at(destination, what) return S .. destination .. ':' .. what end

-- What a number cannot be added to is no number of ours: it begins anew, since no step may stop at it.
-- Without a field, the key itself holds the number, and `held` what it is from then on.
local held = {}
local function add_now(key, field, by)
  if field == '' then
    held[key] = redis.pcall('INCRBY', key, by)
    if type(held[key]) ~= 'number' then
      call('SET', key, by)
      held[key] = by
    end
  elseif type(redis.pcall('HINCRBY', key, field, by)) ~= 'number' then
    call('HSET', key, field, by)
  end
end

-- After `gather`, what is added to numbers is only noted, to be written with one command for each of them: a step with
-- many deliveries would else spend most of its time on those. With `sorts`, so is what is added to sorted sets. Nothing
-- may read them, or remove from them, before `write_gathered`. Each `gather` forgets what was noted since the last one,
-- but for what `keep_gathered` has kept.
local MEMBERS_AT_ONCE = 500
local is_gathering, is_sorting_later, sums, members = false, false, {}, {}
local kept_sums, kept_members = {}, {}
local function gather(sorts) is_gathering, is_sorting_later, sums, members = true, sorts, {}, {} end
local function keep_gathered()
  for key, fields in pairs(sums) do
    local kept = kept_sums[key]
    if not kept then
      kept_sums[key] = fields
    else
      for field, by in pairs(fields) do kept[field] = (kept[field] or 0) + by end
    end
  end
  for key, scored in pairs(members) do
    local kept = kept_members[key]
    if not kept then
      kept_members[key] = scored
    else
      for index = 1, #scored do kept[#kept + 1] = scored[index] end
    end
  end
end
local function write_gathered()
  is_gathering, is_sorting_later = false, false
  for key, scored in pairs(kept_members) do
    for from = 1, #scored, 2 * MEMBERS_AT_ONCE do
      call('ZADD', key, unpack(scored, from, math.min(#scored, from + 2 * MEMBERS_AT_ONCE - 1)))
    end
  end
  for key, fields in pairs(kept_sums) do
    for field, by in pairs(fields) do add_now(key, field, by) end
  end
  kept_sums, kept_members = {}, {}
end

local function add(key, field, by)
  if is_gathering then
    local fields = sums[key] or {}
    fields[field] = (fields[field] or 0) + by
    sums[key] = fields
  else
    add_now(key, field, by)
  end
end

local function sort_in(key, score, member)
  if not is_sorting_later then
    call('ZADD', key, score, member)
    return
  end
  local scored = members[key] or {}
  scored[#scored + 1] = score
  scored[#scored + 1] = member
  members[key] = scored
end

local function count(destination, what, by)
  add(at(destination, 'ledger'), what, by)
  touched[destination] = true
end

-- rank: the most valuable class that was added; 0 where more has changed than that.
local function wake(destination, rank)
  local before = woken[destination]
  if before == nil then woken[destination] = rank
  elseif rank == 0 or before == 0 then woken[destination] = 0
  elseif rank < before then woken[destination] = rank end
end

local STATES = {new = true, ready = true, delayed = true, blocked = true, leased = true, dead = true}
local function is_number(value) return type(value) == 'number' and value - value == 0 end
local function is_readable(it)
  if type(it.keys) ~= 'table' then return false end
  for _, key in ipairs(it.keys) do if type(key) ~= 'string' then return false end end
  return STATES[it.state] and is_number(it.seq) and is_number(it.rank) and it.rank >= 1 and it.rank <= LEAST
    and it.rank % 1 == 0 and type(it.user) == 'string' and type(it.blocker) == 'string' and is_number(it.bytes)
    and is_number(it.expires) and is_number(it.created) and type(it.holder) == 'string'
end

-- A delivery as it is kept. nil for one that is gone, and for what cannot be read: another program may have written it.
-- What BullMQ has no field for is packed in one, since each field of a job costs 60 bytes.
local function read(destination, id)
  local job = redis.pcall('HMGET', at(destination, id), 'bt', 'timestamp', 'ats', 'atm', 'name', 'data')
  if not job[1] then return nil end
  local ok, packed = pcall(cmsgpack.unpack, job[1])
  if not ok or type(packed) ~= 'table' then return nil end
  local it = {id = id, destination = destination, created = tonumber(job[2] or ''), times_leased = tonumber(job[3] or ''),
    fields = {job[5], job[6], job[2], job[4]}}
  it.state, it.seq, it.lifted, it.blocker, it.rank, it.user, it.bytes, it.expires, it.bury, it.keys,
    it.holder = unpack(packed, 1, 11)
  it.holder = it.holder or ''
  return is_readable(it) and it or nil
end
-- `job`: the other fields of one that is not kept yet, so that it is written at once. With more fields, those too.
local function write(it, ...)
  local packed = cmsgpack.pack({it.state, it.seq, it.lifted, it.blocker, it.rank, it.user, it.bytes, it.expires, it.bury,
    it.keys, it.holder or ''})
  local key, job = at(it.destination, it.id), it.job
  if not job then
    call('HSET', key, 'bt', packed, ...)
    return
  end
  it.job = nil
  call('HSET', key, 'name', job.name, 'data', job.data, 'timestamp', it.created, 'bt', packed, ...)
end

-- What a script seldom needs: made when the first of it is called, because to make so many functions takes longer than
-- all that most scripts do.
local make_seldom
local seldom = setmetatable({}, {
  __index = function(functions, name)
    setmetatable(functions, nil)
    make_seldom(functions)
    return functions[name]
  end,
})

-- A delivery by its id, also by one from before Redis lost its data: the numbers of destinations may differ since then.
local function find(id)
  local d = destination_of(id)
  return d and read(d, id) or seldom.find_renumbered(id)
end

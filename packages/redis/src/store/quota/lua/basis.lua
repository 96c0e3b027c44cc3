-- Begins every script of the quota.
--
-- KEYS[1]  the scope
-- ARGV[1]  now in ms; '' for the server's clock
-- ARGV[2]  the key whose quota it is
-- ARGV[3]  this process's limits (JSON; '' if it only looks)
-- ARGV[4]  the lengths of the windows whose use it wants to know (JSON)
-- ARGV[5]  and on: the script's own
--
-- Before this stands the constant SLOT_MS of quota-scripts.ts.
--
-- REDIS DATA FORMAT. Under the scope, for each key six sorted sets:
--
--   quota-open:<key>  slots of requests under way, by when they count as ended if nobody says before that they live
--   quota-ends:<key>  slots that ended, by their end, which may be ahead; one that lapsed has a ~ before its name
--   quota-lost:<key>  those of them whose answer was lost not long ago, by when it was lost
--   quota-asks:<key>  the limits that processes spend the key with (JSON), by when they were last seen
--   quota-turns:<key>, quota-urgent-turns:<key>
--                     processes that wait for a slot, by when each was told to ask again (older versions have no turns)
--
-- Nothing here goes through all that counts: with 5,000 a day, every take would.

local call = redis.call
local S, KEY, OWN = KEYS[1], ARGV[2], ARGV[3]
local WATCHED = cjson.decode(ARGV[4])
local FIRST = 5
local OPEN, ENDS, ASKS = S .. 'quota-open:' .. KEY, S .. 'quota-ends:' .. KEY, S .. 'quota-asks:' .. KEY
local LOST = S .. 'quota-lost:' .. KEY
local TURNS, URGENT_TURNS = S .. 'quota-turns:' .. KEY, S .. 'quota-urgent-turns:' .. KEY

-- Below this a window has a server delay of its own, which is shorter than the longest one by which an end is kept.
local SHORT_WINDOW_MS = 60000

-- A process's limits hold for the others for this long after its last call.
local HEEDED_MS = 600000
-- Ends are kept at least this long, so that the present rate can be told for a key that has only short windows.
local KEPT_MS = 600000
-- How old the note of a process's limits may get. Written at every call, it would make a refused call a write.
local NOTE_MS = 60000
-- An end this far ahead of what can be is still believed. Redis's clock may be moved by a little, and calls by the
-- caller's clock may arrive in another order than they were made: cut at once, an end would count for too short a time.
local TOLERANCE_MS = 1000

local now
if ARGV[1] == '' then
  local time = call('TIME')
  now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
else
  now = tonumber(ARGV[1])
end

-- A number as a score: Lua's own text of it would have 14 digits.
local function whole(number) return string.format('%.0f', number) end

local windows = {} -- by length: {length, limit, share of what can wait, server delay}
local others = {} -- limits of other processes that hold
local delay_ms, longest_ms = 0, KEPT_MS

-- nil: these are no limits.
local function read_limits(text)
  local ok, ask = pcall(cjson.decode, text)
  if not ok or type(ask) ~= 'table' or type(ask.delayMs) ~= 'number' or type(ask.windows) ~= 'table' then return nil end
  for _, window in ipairs(ask.windows) do
    if type(window) ~= 'table' then return nil end
    for index = 1, 3 do if type(window[index]) ~= 'number' or window[index] < 0 then return nil end end
  end
  return ask
end

local function heed(ask)
  for _, window in ipairs(ask.windows) do
    local known = windows[window[1]]
    local window_delay_ms = math.max(window[4] or ask.delayMs, known and known[4] or 0)
    local strictest = known and known[2] <= window[2] and known or window
    windows[window[1]] = {window[1], strictest[2], strictest[3], window_delay_ms}
  end
end
local function reach(ask)
  local longest = 0
  for _, window in ipairs(ask.windows) do longest = math.max(longest, window[1]) end
  return longest
end
local function remember(ask)
  delay_ms = math.max(delay_ms, ask.delayMs)
  longest_ms = math.max(longest_ms, reach(ask))
end

-- Nothing stays for ever of a key that nobody uses any more. All of it is kept whenever a note is written; what is new
-- in between, by itself.
local function keep(...)
  local ms = whole(longest_ms + delay_ms + SLOT_MS + HEEDED_MS)
  for _, set in ipairs({...}) do call('PEXPIRE', set, ms) end
end

local own_seen
local stopped = {} -- asks of processes that have
local asks = call('ZRANGE', ASKS, 0, -1, 'WITHSCORES')
for index = 1, #asks, 2 do
  local text, seen = asks[index], tonumber(asks[index + 1])
  local ask = read_limits(text)
  if seen > now then -- the clock was put back: believed, this would hold until it is there again
    seen = now
    call('ZADD', ASKS, whole(now), text)
  end
  -- What its windows see is kept for as long as they may see it, also when it does not hold any more.
  if not ask or now - seen > HEEDED_MS + reach(ask) then
    call('ZREM', ASKS, text)
  else
    remember(ask)
    if text == OWN then
      own_seen = seen
    elseif now - seen <= HEEDED_MS then
      heed(ask)
      others[#others + 1] = text
    else
      stopped[#stopped + 1] = ask
    end
  end
end
if OWN ~= '' then
  local ask = cjson.decode(OWN)
  remember(ask)
  heed(ask)
  -- Who has no limits, while none hold, goes by those of before: the service may still count what was sent by them.
  if not next(windows) then
    for _, before in ipairs(stopped) do heed(before) end
  end
  if not own_seen or now - own_seen > NOTE_MS then
    call('ZADD', ASKS, whole(now), OWN)
    keep(OPEN, ENDS, LOST, ASKS, TURNS, URGENT_TURNS)
  end
end

-- What is open, by name, with when it lapses: all of it, unless there are more than are looked at.
local OPEN_AT_ONCE = 100
local open_until, open_count, is_whole = {}, 0, false

-- An open slot whose process has died ends by itself, or because its process was found dead (store/lua/beat.lua); a slot's
-- name begins with its process's. Gives how many are open then.
local gone
local function end_lapsed()
  repeat
    local lapsed = 0
    local first = call('ZRANGE', OPEN, 0, OPEN_AT_ONCE - 1, 'WITHSCORES')
    open_until = {}
    for index = 1, #first, 2 do
      local name, until_ms = first[index], tonumber(first[index + 1])
      if until_ms <= now then
        call('ZREM', OPEN, name)
        call('ZADD', ENDS, first[index + 1], '~' .. name)
        lapsed = lapsed + 1
      else
        open_until[name] = until_ms
      end
    end
    if lapsed > 0 then keep(ENDS) end
    is_whole = #first < 2 * OPEN_AT_ONCE
    open_count = #first / 2 - lapsed
  until lapsed < OPEN_AT_ONCE
  if not is_whole then open_count = call('ZCARD', OPEN) end
  gone = call('ZRANGE', S .. 'gone', 0, -1, 'WITHSCORES')
  if #gone == 0 then return open_count end
  for _, name in ipairs(call('ZRANGE', OPEN, 0, -1)) do
    for index = 1, #gone, 2 do
      if string.sub(name, 1, #gone[index]) == gone[index] and call('ZREM', OPEN, name) == 1 then
        open_until[name], open_count = nil, open_count - 1
        keep(ENDS, LOST)
        call('ZADD', ENDS, whole(tonumber(gone[index + 1]) + delay_ms), '~' .. name)
        call('ZADD', LOST, gone[index + 1], '~' .. name)
      end
    end
  end
  return open_count
end
local function is_open(name)
  if is_whole then return open_until[name] ~= nil end
  return call('ZSCORE', OPEN, name) ~= false
end

local counted = {} -- ends by the length of a window, as long as none changes
local function ended_within(per_ms)
  if not counted[per_ms] then counted[per_ms] = call('ZCOUNT', ENDS, whole(now - per_ms), '+inf') end
  return counted[per_ms]
end

-- What is later than can be was written before the clock was put back. Believed, it could block for years.
local function cut(set, latest)
  for _, name in ipairs(call('ZRANGEBYSCORE', set, '(' .. whole(latest + TOLERANCE_MS), '+inf')) do
    call('ZADD', set, whole(latest), name)
  end
end
local last_end -- and its moment; false if there is none
local function last_end_at()
  if last_end == nil then last_end = tonumber(call('ZRANGE', ENDS, -1, -1, 'WITHSCORES')[2] or '') or false end
  return last_end
end
local function cut_future(slot_delay_ms)
  local latest = now + math.max(delay_ms, slot_delay_ms)
  local is_late = not is_whole
  for _, until_ms in pairs(open_until) do is_late = is_late or until_ms > latest + SLOT_MS + TOLERANCE_MS end
  if is_late then cut(OPEN, latest + SLOT_MS) end
  if last_end_at() and last_end_at() > latest + TOLERANCE_MS then
    cut(ENDS, latest)
    counted, last_end = {}, nil
  end
end

local function forget_old_ends()
  call('ZREMRANGEBYSCORE', ENDS, '-inf', '(' .. whole(now - longest_ms))
end

-- The verdict, how many are open, when the last end is (from now), how many ended ones count in each watched window,
-- and the others' limits.
local function answer(verdict, open)
  local counts = {}
  for index, per_ms in ipairs(WATCHED) do counts[index] = ended_within(per_ms) end
  local last = last_end_at()
  return {verdict, open or call('ZCARD', OPEN), last and whole(last - now) or '', counts, others}
end

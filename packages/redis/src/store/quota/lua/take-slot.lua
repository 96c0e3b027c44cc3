-- Takes a slot. The verdict: 0 it is taken, -1 only an answer can make room, else the ms until it is this process's turn.
--
-- KEYS[1]  the scope
-- ARGV     after the common ones of basis.lua: the slot's name, 1 if it is urgent, the delay in ms with which the
--          server may count a lost request, the process

local name, urgent, slot_delay_ms, process = ARGV[FIRST], ARGV[FIRST + 1] == '1', tonumber(ARGV[FIRST + 2]), ARGV[FIRST + 3]

-- One whose turn comes later than this after the first asks again all the same: those before it may have died.
local LONGEST_TURN_MS = urgent and 5000 or 10000
local MOST_TURNS = 100

local open = end_lapsed()

local function cap_of(window) return urgent and window[2] or window[3] end
local function is_free()
  for per_ms, window in pairs(windows) do
    if open + ended_within(per_ms) >= cap_of(window) then return false end
  end
  return true
end

local function take()
  -- A process that was taken for dead, and only stood still, is alive.
  for index = 1, #gone, 2 do
    if string.sub(name, 1, #gone[index]) == gone[index] then call('ZREM', S .. 'gone', gone[index]) end
  end
  local is_new = call('ZADD', OPEN, whole(now + SLOT_MS + slot_delay_ms), name)
  if open == 0 then keep(OPEN) end
  return answer(0, open + is_new)
end

if is_free() then return take() end
-- A client that lost the connection before the answer asks again by the same name.
if open > 0 and is_open(name) then return answer(0, open) end
cut_future(slot_delay_ms)

-- Which ended requests leave a window before the moment that is kept for them, since their answer was lost and the
-- window's own delay is shorter. Their names, how many have left, and when the others end for it.
local function early_ends(per_ms, window_delay_ms)
  local names, left, ends = {}, 0, {}
  if per_ms >= SHORT_WINDOW_MS or window_delay_ms >= delay_ms then return names, left, ends end
  cut(LOST, now)
  local lost = call('ZRANGEBYSCORE', LOST, '(' .. whole(now - per_ms - delay_ms), '+inf', 'WITHSCORES')
  for index = 1, #lost, 2 do
    local kept_until = tonumber(call('ZSCORE', ENDS, lost[index]) or '')
    local ended_at = tonumber(lost[index + 1]) + window_delay_ms
    if kept_until and kept_until >= now - per_ms and ended_at < kept_until then
      names[lost[index]] = true
      if ended_at < now - per_ms then left = left + 1 else ends[#ends + 1] = ended_at end
    end
  end
  return names, left, ends
end

-- When the others that wait are to ask again.
local turns_key = urgent and URGENT_TURNS or TURNS
local turns, are_old = {}, false
local known_turns = call('ZRANGE', turns_key, 0, MOST_TURNS, 'WITHSCORES')
for index = 1, #known_turns, 2 do
  local at_ms = tonumber(known_turns[index + 1])
  -- One that is later than can be was told before the clock was put back.
  if at_ms <= now or at_ms > now + longest_ms + delay_ms + LONGEST_TURN_MS then
    are_old = are_old or known_turns[index] ~= process
  elseif known_turns[index] ~= process then
    turns[#turns + 1] = at_ms
  end
end

-- The full windows: when the requests end that leave them next, in order.
local full = {}
for per_ms, window in pairs(windows) do
  local names, left, ends = early_ends(per_ms, window[4])
  local excess = open + ended_within(per_ms) - left - cap_of(window)
  if excess >= 0 then
    local later = call('ZRANGEBYSCORE', ENDS, whole(now - per_ms), '+inf', 'WITHSCORES',
      'LIMIT', 0, 1 + excess + left + #ends + #turns)
    for index = 1, #later, 2 do
      if not names[later[index]] then ends[#ends + 1] = tonumber(later[index + 1]) end
    end
    table.sort(ends)
    if not ends[excess + 1] then return answer(-1, open) end
    full[#full + 1] = {per_ms = per_ms, cap = cap_of(window), ends = ends, excess = excess}
  end
end
if #full == 0 then return take() end

-- When there is room for one of those that wait, when `before` others have gone first. Whoever takes a place leaves it
-- one window later; how much more than that its request takes, nobody knows yet.
local function room_at(before)
  local at_ms = now
  for _, window in ipairs(full) do
    local leaving = window.ends[window.excess + 1 + before % window.cap] or now
    local windows_later = 1 + math.floor(before / window.cap)
    -- One more millisecond, because times are cut to whole ones.
    at_ms = math.max(at_ms, leaving + windows_later * window.per_ms + 1)
  end
  return at_ms
end

-- The first place that nobody else comes for. Told the same moment, all of them would ask for the same place.
local first_ms, before = room_at(0), 0
local turn_ms = first_ms
while true do
  local earlier = 0
  for _, at_ms in ipairs(turns) do if at_ms <= turn_ms then earlier = earlier + 1 end end
  if earlier <= before then break end
  before = earlier
  turn_ms = room_at(before)
end
turn_ms = math.max(first_ms, math.min(turn_ms, first_ms + LONGEST_TURN_MS))
call('ZADD', turns_key, whole(turn_ms), process)
if are_old then call('ZREMRANGEBYSCORE', turns_key, '-inf', '(' .. whole(now)) end
if #known_turns == 0 then keep(turns_key) end
return answer(turn_ms - now, open)

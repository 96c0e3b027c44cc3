-- Takes a slot. The verdict: 0 it is taken, -1 only an answer can make room, else the ms until there may be room.
--
-- KEYS[1]  the scope
-- ARGV     after the common ones of basis.lua: the slot's name, 1 if it is urgent, the delay in ms with which the
--          server may count a lost request

local name, urgent, slot_delay_ms = ARGV[FIRST], ARGV[FIRST + 1] == '1', tonumber(ARGV[FIRST + 2])
cut_future(slot_delay_ms)
-- A client that lost the connection before the answer asks again by the same name.
if call('ZSCORE', OPEN, name) then return answer(0) end

local open, ended = call('ZCARD', OPEN), call('ZCARD', ENDS)
local wait_ms = 0

-- Which ended requests leave a window before the moment that is kept for them, since their answer was lost and the
-- window's own delay is shorter. Their names, how many have left, and when the others end for it.
local function early_ends(per_ms, window_delay_ms)
  local names, left, ends = {}, 0, {}
  if per_ms >= SHORT_WINDOW_MS or window_delay_ms >= delay_ms then return names, left, ends end
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

for per_ms, window in pairs(windows) do
  local gone = call('ZCOUNT', ENDS, '-inf', '(' .. whole(now - per_ms))
  local names, left, ends = early_ends(per_ms, window[4])
  local excess = open + ended - gone - left - (urgent and window[2] or window[3])
  if excess >= 0 then
    local later = call('ZRANGE', ENDS, gone, gone + excess + left + #ends, 'WITHSCORES')
    for index = 1, #later, 2 do
      if not names[later[index]] then ends[#ends + 1] = tonumber(later[index + 1]) end
    end
    table.sort(ends)
    local leaving = ends[excess + 1]
    if not leaving then return answer(-1) end
    -- One more millisecond, because times are cut to whole ones.
    wait_ms = math.max(wait_ms, leaving + per_ms + 1 - now)
  end
end
if wait_ms > 0 then return answer(wait_ms) end

-- A process that was taken for dead, and only stood still, is alive.
for index = 1, #gone, 2 do
  if string.sub(name, 1, #gone[index]) == gone[index] then call('ZREM', S .. 'gone', gone[index]) end
end
call('ZADD', OPEN, whole(now + SLOT_MS + slot_delay_ms), name)
changed(OPEN)
return answer(0)

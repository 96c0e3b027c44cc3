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
for per_ms, window in pairs(windows) do
  local gone = call('ZCOUNT', ENDS, '-inf', '(' .. whole(now - per_ms))
  local excess = open + ended - gone - (urgent and window[2] or window[3])
  if excess >= 0 then
    local leaving = call('ZRANGE', ENDS, gone + excess, gone + excess, 'WITHSCORES')
    if not leaving[2] then return answer(-1) end
    -- One more millisecond, because times are cut to whole ones.
    wait_ms = math.max(wait_ms, tonumber(leaving[2]) + per_ms + 1 - now)
  end
end
if wait_ms > 0 then return answer(wait_ms) end

-- A process that was taken for dead, and only stood still, is alive.
for _, process in ipairs(call('ZRANGE', S .. 'gone', 0, -1)) do
  if string.sub(name, 1, #process) == process then call('ZREM', S .. 'gone', process) end
end
call('ZADD', OPEN, whole(now + SLOT_MS + slot_delay_ms), name)
changed()
return answer(0)

-- Ends a slot. What was ended before is left as it is.
--
-- KEYS[1]  the scope
-- ARGV     after the common ones of basis.lua: the slot's name, how its request ended (answered, lost or never-sent),
--          the delay in ms with which the server may count a lost one, 1 if the process that asks took it and has not
--          ended it yet

local name, how, slot_delay_ms, is_own = ARGV[FIRST], ARGV[FIRST + 1], tonumber(ARGV[FIRST + 2]), ARGV[FIRST + 3] == '1'
cut_future(slot_delay_ms)
local was_open = call('ZREM', OPEN, name) == 1
-- It lapsed while its process lived and could not say so: its true end is this one.
local had_lapsed = call('ZREM', ENDS, '~' .. name) == 1
call('ZREM', LOST, '~' .. name)
-- A Redis that was killed may have lost its last second. The request was sent all the same.
local is_lost = is_own and not call('ZSCORE', ENDS, name)
if was_open or had_lapsed or is_lost then
  if how == 'answered' then call('ZADD', ENDS, whole(now), name) end
  if how == 'lost' then
    call('ZADD', ENDS, whole(now + slot_delay_ms), name)
    call('ZADD', LOST, whole(now), name)
  end
  changed(ENDS, LOST)
end
return answer(0)

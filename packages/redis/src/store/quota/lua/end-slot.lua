-- Ends a slot. What was ended before is left as it is.
--
-- KEYS[1]  the scope
-- ARGV     after the common ones of basis.lua: the slot's name, how its request ended (answered, lost or never-sent),
--          the delay in ms with which the server may count a lost one, 1 if the process that asks took it and has not
--          ended it yet

local name, how, slot_delay_ms, is_own = ARGV[FIRST], ARGV[FIRST + 1], tonumber(ARGV[FIRST + 2]), ARGV[FIRST + 3] == '1'
local is_new_end = call('ZREM', OPEN, name) == 1
if not is_new_end then
  -- It lapsed while its process lived and could not say so: its true end is this one.
  local had_lapsed = call('ZREM', ENDS, '~' .. name) == 1
  call('ZREM', LOST, '~' .. name)
  -- A Redis that was killed may have lost its last second. The request was sent all the same.
  is_new_end = had_lapsed or is_own and not call('ZSCORE', ENDS, name)
end
if is_new_end then
  if how == 'answered' then call('ZADD', ENDS, whole(now), name) end
  if how == 'lost' then
    call('ZADD', ENDS, whole(now + slot_delay_ms), name)
    call('ZADD', LOST, whole(now), name)
    call('ZREMRANGEBYSCORE', LOST, '-inf', whole(now - SHORT_WINDOW_MS - delay_ms - TOLERANCE_MS))
    keep(LOST)
  end
  forget_old_ends()
  keep(ENDS)
end
return answer(0)

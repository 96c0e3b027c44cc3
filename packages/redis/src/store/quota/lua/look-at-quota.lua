-- Answers the use, and is told that requests of this process are still under way.
--
-- KEYS[1]  the scope
-- ARGV     after the common ones of basis.lua, for each request under way: its slot's name, its delay in ms

end_lapsed()
cut_future(0)
cut(LOST, now)
for arg = FIRST, #ARGV, 2 do
  local name, slot_delay_ms = ARGV[arg], tonumber(ARGV[arg + 1])
  if not call('ZSCORE', ENDS, name) then
    -- It may have lapsed, or be among what a killed Redis lost.
    call('ZREM', ENDS, '~' .. name)
    call('ZREM', LOST, '~' .. name)
    call('ZADD', OPEN, whole(now + SLOT_MS + slot_delay_ms), name)
    keep(OPEN)
  end
end
last_end = nil
return answer(0)

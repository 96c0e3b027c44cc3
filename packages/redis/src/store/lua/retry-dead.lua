-- Makes a dead letter a delivery again, with all its time. Answers 1, or 0 where there is no such letter.
--
-- KEYS[1]  the scope
-- ARGV     after the common ones: its id, 1 if it has another body, that body

local id, is_mended, body = ARGV[FIRST], ARGV[FIRST + 1], ARGV[FIRST + 2]
local d = destination_of(id)
local it = d and read(d, id)
if not it or it.state ~= 'dead' then return reply(0) end
local key = at(d, id)
call('ZREM', DEAD_LETTERS, id)
call('ZREM', at(d, 'failed'), id)
call('HDEL', key, 'failedReason', 'finishedOn', 'reason', 'atm')
count(d, 'dead', -1)
if is_mended == '1' then
  it.bytes = #body + OVERHEAD_BYTES
  call('HSET', key, 'data', body)
end
-- It gets as much time as it had at first, or it might expire before it is tried.
it.expires = math.max(it.expires, now + it.expires - it.created)
seldom.enter(it, call('INCR', S .. 'seq'))
seldom.shrink()
return reply(1)

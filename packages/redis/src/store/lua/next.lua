-- What could be sent to a destination now, or when to ask again.
--
-- KEYS[1]  the scope
-- ARGV     after the common ones: why a lost lease is dead (JSON), the destination

local d = ARGV[FIRST + 1]
local rest_ms = meet(d)
if not rest_ms then return reply({'none'}) end
if rest_ms > 0 then return reply({'later', string.format('%.0f', now + rest_ms)}) end
return reply(next_up(d, pass_time(d, true)))

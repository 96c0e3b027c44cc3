-- Drops one delivery that waits, on request. Answers 1 if it waited, else 0.
--
-- KEYS[1]  the scope
-- ARGV     after the common ones: its id

local id = ARGV[FIRST]
local d = destination_of(id)
local it = d and read(d, id)
if not it or it.state == 'leased' or it.state == 'dead' then return reply(0) end
seldom.drop(it, 'purged')
return reply(1)

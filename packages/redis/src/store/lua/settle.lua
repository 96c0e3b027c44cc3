-- How leased deliveries ended.
--
-- KEYS[1]  the scope
-- ARGV     after the common ones: what shared/settlements.lua says
-- The answer: how many were delivered that nobody was sending any longer.

local failure = settle_all(FIRST, #ARGV)
local answer = reply(late)
if failure then error(failure, 0) end
return answer

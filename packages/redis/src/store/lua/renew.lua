-- Prolongs this process's own leases. Answers the ids of those that are leased no more.
--
-- KEYS[1]  the scope
-- ARGV     after the common ones: for how many ms from now, the ids

local lease_ms = tonumber(ARGV[FIRST])
local lost = {}
for arg = FIRST + 1, #ARGV do
  local id = ARGV[arg]
  local d = destination_of(id)
  local it = d and read(d, id)
  if it and seldom.is_own_lease(it) then
    call('ZADD', at(d, 'leases'), now + lease_ms, id)
  else
    lost[#lost + 1] = id
  end
end
return reply(lost)

-- Leases what comes next for a destination.
--
-- KEYS[1]  the scope
-- ARGV     after the common ones: why a lost lease is dead (JSON), the destination, items at most, bytes at most, for
--          how many ms, a name for this call

local d = ARGV[FIRST + 1]
local max_items, max_bytes, lease_ms = tonumber(ARGV[FIRST + 2]), tonumber(ARGV[FIRST + 3]), tonumber(ARGV[FIRST + 4])
local given = {}
if call('HEXISTS', S .. 'destinations', d) == 0 then return reply(given) end
if call('EXISTS', S .. 'rest') == 1 then return reply(given) end
pass_time(d)
local bytes = 0
while #given < max_items do
  local it = first_ready(d)
  if not it or it == true then break end
  local fields = call('HMGET', at(d, it.id), 'name', 'data', 'timestamp', 'atm')
  if not fields[1] or not fields[2] then
    drop(it, 'corrupt')
  else
    bytes = bytes + it.bytes
    if #given > 0 and bytes > max_bytes then break end
    take_turn(d, it.lifted and START or it.rank)
    lease(it, now + lease_ms, ARGV[FIRST + 5])
    given[#given + 1] = row(it, fields)
  end
end
return reply(given)

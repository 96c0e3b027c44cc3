-- Takes back what calls leased whose answers were lost.
--
-- KEYS[1]  the scope
-- ARGV     after the common ones: the destination, the calls' names

local d = ARGV[FIRST]
local calls = {}
for arg = FIRST + 1, #ARGV do calls[ARGV[arg]] = true end
for _, id in ipairs(call('ZRANGE', at(d, 'leases'), 0, -1)) do
  local it = read(d, id)
  if it and calls[it.holder] then
    make_ready(it)
    wake(d, 0)
  end
end
return reply({})

-- A process is back on Redis, which may have lost its data, or its last second, in the meantime.
-- Needs shared/purged-marks.lua.
--
-- KEYS[1]  the scope
-- ARGV     after the common ones: the epoch that the process knew ('' for none), for how many ms nothing is handed out
--          if this is another one, a name for its leases, then for each delivery that it is sending: the id, for how
--          many ms its lease lasts

renew_marks()
local known, rest_ms, holder = ARGV[FIRST], ARGV[FIRST + 1], ARGV[FIRST + 2]
-- What was sent from the lost data may be relayed again at any moment. Who sent it says so first.
if known ~= '' and known ~= epoch() then call('SET', S .. 'rest', '1', 'PX', rest_ms) end
for arg = FIRST + 3, #ARGV, 2 do
  local id, until_ms = ARGV[arg], now + tonumber(ARGV[arg + 1])
  local it = find(id)
  if not it then
    seldom.remember_end(id, 'leased ' .. string.format('%.0f', until_ms) .. ' ' .. holder)
  elseif it.state == 'ready' then
    seldom.lease(it, until_ms, holder)
  end
end
return reply({})

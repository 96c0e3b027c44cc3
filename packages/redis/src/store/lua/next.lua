-- What could be sent to a destination now, or when to ask again.
--
-- KEYS[1]  the scope
-- ARGV     after the common ones: why a lost lease is dead (JSON), the destination

local d = ARGV[FIRST + 1]
if call('HEXISTS', S .. 'destinations', d) == 0 then return reply({'none'}) end
local rest_ms = call('PTTL', S .. 'rest')
if rest_ms > 0 then return reply({'later', string.format('%.0f', now + rest_ms)}) end
pass_time(d)
local it = first_ready(d)
if it == true then return reply({'later', string.format('%.0f', now + 1)}) end
if it then
  local rank = it.lifted and START or it.rank
  return reply({'ready', rank, call('ZCARD', at(d, 'prioritized')), call('GET', at(d, 'ready-bytes')),
    string.format('%.0f', oldest_ready(d))})
end
local atMs = nil
local delayed = call('ZRANGEBYSCORE', at(d, 'delayed'), '-inf', BLOCKED_SCORE - 1, 'WITHSCORES', 'LIMIT', 0, 1)
if delayed[2] then atMs = math.floor(tonumber(delayed[2]) / DELAY_STEP) end
local leased = call('ZRANGE', at(d, 'leases'), 0, 0, 'WITHSCORES')
if leased[2] and (not atMs or tonumber(leased[2]) < atMs) then atMs = tonumber(leased[2]) end
if atMs then return reply({'later', string.format('%.0f', atMs)}) end
return reply({'none'})

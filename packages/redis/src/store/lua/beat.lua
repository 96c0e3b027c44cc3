-- A process says that it lives. What a process was sending that has not said so for a while is lost.
--
-- KEYS[1]  the scope
-- ARGV     after the common ones: why a lost lease is dead (JSON), for how many ms its word holds, for how many ms
--          everybody else's does if nobody has said anything for longer than that

local ttl_ms, pardon_ms = tonumber(ARGV[FIRST + 1]), tonumber(ARGV[FIRST + 2])
local PURGED_EVERY_MS = 30000
local LOOKED_AFTER_MS = 900
local ALIVE, GONE = S .. 'alive', S .. 'gone'

local found = call('MGET', S .. 'epoch', S .. 'beat-at')
know_epoch(found[1])
local last = tonumber(found[2] or '')

-- New there: it was taken for dead, or has only begun.
if call('ZADD', ALIVE, string.format('%.0f', now + ttl_ms), SENDER) == 1 then call('ZREM', GONE, SENDER) end
-- While nobody is dead, the rest is done once a second by one process for all of them.
local is_looked_after = last and now >= last and now - last < LOOKED_AFTER_MS
if is_looked_after and #call('ZRANGEBYSCORE', ALIVE, '-inf', now, 'LIMIT', 0, 1) == 0 then return reply({}) end

-- Then it was Redis that was away or stood still, and not all of them are dead.
if last and now - last > ttl_ms then
  for _, process in ipairs(call('ZRANGE', ALIVE, 0, -1)) do
    call('ZADD', ALIVE, string.format('%.0f', now + pardon_ms), process)
  end
end
-- Now and then: a process of a version before may have purged somebody.
if not last or math.floor(last / PURGED_EVERY_MS) ~= math.floor(now / PURGED_EVERY_MS) then renew_marks() end
call('SET', S .. 'beat-at', string.format('%.0f', now))

-- Whether all of its leases have ended; a step must not take long.
local function end_leases_of(process)
  for _, d in ipairs(call('HKEYS', S .. 'destinations')) do
    for index, id in ipairs(call('ZRANGE', at(d, 'leases'), 0, -1)) do
      if index > MOST_AT_ONCE then return false end
      local it = read(d, id)
      if not it then
        seldom.write_off(d, id)
      elseif string.sub(it.holder, 1, #process) == process then
        seldom.lose_lease(d, it)
        wake(d, 0)
      end
    end
  end
  return true
end

local dead = call('ZRANGEBYSCORE', ALIVE, '-inf', now, 'WITHSCORES', 'LIMIT', 0, 10)
for index = 1, #dead, 2 do
  local process, lost_at = dead[index], dead[index + 1]
  if end_leases_of(process) then
    call('ZREM', ALIVE, process)
    call('ZADD', GONE, lost_at, process)
  end
end
call('ZREMRANGEBYSCORE', GONE, '-inf', now - 10 * 60000)
return reply({})

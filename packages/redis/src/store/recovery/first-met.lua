-- How many ms ago the first process met the server's present run. -1: the server has nothing of this outbox.
--
-- KEYS[1]  the scope
-- ARGV[1]  the name of the server's present run

local key, run = KEYS[1] .. 'run', ARGV[1]
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local had_data = redis.call('EXISTS', KEYS[1] .. 'epoch') == 1
local known = redis.call('HMGET', key, 'id', 'metAt')
if known[1] == run then return now - (tonumber(known[2]) or now) end
redis.call('HSET', key, 'id', run, 'metAt', had_data and string.format('%.0f', now) or 0)
return had_data and 0 or -1

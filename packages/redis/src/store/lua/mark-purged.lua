-- From now on, whatever was recorded of a person before now is dropped when it is relayed.
--
-- KEYS[1]  the scope
-- ARGV     after the common ones: the user

local marks = call('HGETALL', S .. 'purged')
local moment = server_now()
for index = 1, #marks, 2 do
  if (tonumber(marks[index + 1]) or 0) < moment - KEPT_FOR_MACHINES_MS then call('HDEL', S .. 'purged', marks[index]) end
end
call('HSET', S .. 'purged', ARGV[FIRST], string.format('%.0f', moment))
return reply({})

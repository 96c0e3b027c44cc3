-- Dead letters, oldest first.
--
-- KEYS[1]  the scope
-- ARGV     after the common ones: the only destination ('' for all), how many at most

local only, limit = ARGV[FIRST], tonumber(ARGV[FIRST + 1])
local letters = {}
local offset = 0
while #letters < limit do
  local ids = call('ZRANGE', DEAD_LETTERS, offset, offset + 199)
  if #ids == 0 then break end
  offset = offset + #ids
  for _, id in ipairs(ids) do
    local d = destination_of(id)
    local it = #letters < limit and d and (only == '' or only == d) and read(d, id)
    if it and it.state == 'dead' then
      letters[#letters + 1] = row(it, call('HMGET', at(d, id), 'name', 'data', 'timestamp', 'atm',
        'finishedOn', 'reason'))
    end
  end
end
return reply(letters)

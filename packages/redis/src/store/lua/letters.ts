/** Dead letters, oldest first. Arguments: only this destination ('' for all), how many. */
export const LETTERS: string = `
local only, limit = ARGV[FIRST], tonumber(ARGV[FIRST + 1])
local letters = {}
local offset = 0
while #letters < limit do
  local ids = call('ZRANGE', S .. 'dead', offset, offset + 199)
  if #ids == 0 then break end
  offset = offset + #ids
  for _, id in ipairs(ids) do
    local d = destination_of(id)
    local it = #letters < limit and (only == '' or only == d) and read(d, id)
    if it then
      letters[#letters + 1] = row(it, call('HMGET', at(d, id), 'name', 'data', 'timestamp', 'atm',
        'finishedOn', 'reason'))
    end
  end
end
return reply(letters)
`;

/** Makes a letter a delivery again, with all its time. Arguments: its id, whether it has another body, that body. */
export const REVIVE: string = `
local id, is_mended, body = ARGV[FIRST], ARGV[FIRST + 1], ARGV[FIRST + 2]
local d = destination_of(id)
local it = d and read(d, id)
if not it or it.state ~= 'dead' then return reply(0) end
local key = at(d, id)
call('ZREM', S .. 'dead', id)
call('ZREM', at(d, 'failed'), id)
call('HDEL', key, 'failedReason', 'finishedOn', 'reason', 'atm')
count(d, 'dead', -1)
if is_mended == '1' then
  it.bytes = #body + OVERHEAD_BYTES
  call('HSET', key, 'data', body)
end
-- It gets as much time as it had at first, or it might expire before it is tried.
it.expires = math.max(it.expires, now + it.expires - tonumber(call('HGET', key, 'timestamp')))
enter(it)
shrink()
return reply(1)
`;

/** Forgets a letter on request. Argument: its id. */
export const DISCARD: string = `
local id = ARGV[FIRST]
if not call('ZSCORE', S .. 'dead', id) then return reply(0) end
forget_letter(id, 'purged')
return reply(1)
`;

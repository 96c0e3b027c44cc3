/**
 * Forgets those of these deliveries and letters that are a person's, so that a long list is gone through in short steps.
 * Arguments: the person, the ids. The number that was theirs.
 */
export const PURGE: string = `
local user = ARGV[FIRST]
local purged = 0
for arg = FIRST + 1, #ARGV do
  local id = ARGV[arg]
  local d = destination_of(id)
  local it = d and read(d, id)
  -- Nobody's deliveries are not those of a person whose id is empty.
  if it and user ~= '' and it.user == user then
    purged = purged + 1
    if it.state == 'dead' then forget_letter(id, 'purged') else drop(it, 'purged') end
  end
end
return reply(purged)
`;

/** Drops one delivery that waits, on request. Argument: its id. 1: it waited, and is gone. */
export const DROP_WAITING: string = `
local id = ARGV[FIRST]
local d = destination_of(id)
local it = d and read(d, id)
if not it or it.state == 'leased' or it.state == 'dead' then return reply(0) end
drop(it, 'purged')
return reply(1)
`;

/** Whatever was recorded of a person before now is not to be taken any more. Arguments: the person. */
export const MARK_PURGED: string = `
local marks = call('HGETALL', S .. 'purged')
local moment = server_now()
for index = 1, #marks, 2 do
  if tonumber(marks[index + 1]) < moment - 30 * DAY_MS then call('HDEL', S .. 'purged', marks[index]) end
end
call('HSET', S .. 'purged', ARGV[FIRST], string.format('%.0f', moment))
return reply({})
`;

/** Everything there is to know of every destination. */
export const LOOK: string = `
for _, d in ipairs(call('HKEYS', S .. 'destinations')) do touched[d] = true end
return reply({})
`;

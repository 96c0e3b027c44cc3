-- Forgets those of these deliveries and dead letters that are a person's, so that a long list is gone through in short
-- steps. Answers how many were theirs.
--
-- KEYS[1]  the scope
-- ARGV     after the common ones: the user, the ids

local user = ARGV[FIRST]
local purged = 0
for arg = FIRST + 1, #ARGV do
  local id = ARGV[arg]
  local d = destination_of(id)
  local it = d and read(d, id)
  -- Nobody's deliveries are not those of a person whose id is empty.
  if it and user ~= '' and it.user == user then
    purged = purged + 1
    if it.state == 'dead' then seldom.forget_letter(id, 'purged') else seldom.drop(it, 'purged') end
  end
end
return reply(purged)

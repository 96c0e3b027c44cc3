-- Forgets a dead letter on request. Answers 1, or 0 where there is no such letter.
--
-- KEYS[1]  the scope
-- ARGV     after the common ones: its id

local id = ARGV[FIRST]
if not call('ZSCORE', DEAD_LETTERS, id) or not seldom.is_letter(id) then return reply(0) end
seldom.forget_letter(id, 'purged')
return reply(1)

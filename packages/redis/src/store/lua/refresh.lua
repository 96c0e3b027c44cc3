-- Answers the ledger of every destination.
--
-- KEYS[1]  the scope
-- ARGV     the common ones only

for _, d in ipairs(call('HKEYS', S .. 'destinations')) do touched[d] = true end
return reply({})

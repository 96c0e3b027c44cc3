-- Puts entries, and leases for the process that puts them what comes next for a destination: one step where whoever
-- records also sends. The others are woken only where something is left for them.
--
-- KEYS[1]  the scope
-- ARGV     after the common ones: those of lease.lua, then those of put.lua
-- The answer: what put.lua answers, what lease.lua does (false where it failed), and why it did.

local function as_it_is(result) return result end
local d = ARGV[FIRST + 1]

local put = put_entries(FIRST + 8 + tonumber(ARGV[FIRST + 7]), as_it_is)
local is_touched = touched[d]
local ok, leased = pcall(lease_next, FIRST, as_it_is)
-- What was accepted counts here no longer, so that it is to be seen there.
touched[d] = touched[d] or is_touched
if not ok then return reply({put, false, type(leased) == 'table' and leased.err or tostring(leased)}) end
if leased[2][1] ~= 'ready' and woken[d] ~= 0 then woken[d] = nil end
return reply({put, leased, ''})

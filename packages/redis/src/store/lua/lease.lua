-- Leases what comes next for a destination. Answers that, and what comes next after it, as next.lua does.
--
-- KEYS[1]  the scope
-- ARGV     after the common ones: why a lost lease is dead (JSON), the destination, items at most, bytes at most, for
--          how many ms, a name for this call

local d = ARGV[FIRST + 1]
local max_items, max_bytes, lease_ms = tonumber(ARGV[FIRST + 2]), tonumber(ARGV[FIRST + 3]), tonumber(ARGV[FIRST + 4])
local given = {}
if call('HEXISTS', S .. 'destinations', d) == 0 then return reply({given}) end
if call('EXISTS', S .. 'rest') == 1 then return reply({given}) end
local changes_at = pass_time(d)
local ids = {}
local function lease_some()
  local bytes = 0
  while #given < max_items do
    local it = first_ready(d)
    if not it or it == true then return end
    if not it.fields[1] or not it.fields[2] then
      seldom.drop(it, 'corrupt')
    else
      bytes = bytes + it.bytes
      if #given > 0 and bytes > max_bytes then return end
      take_turn(d, it.lifted and START or it.rank)
      begin_lease(it, ARGV[FIRST + 5])
      ids[#ids + 1] = it.id
      given[#given + 1] = row(it, it.fields)
    end
  end
end
gather(false)
-- Where it fails midway, what was leased by then is taken back by its holder's name.
local ok, why = pcall(lease_some)
list_leases(d, ids, now + lease_ms)
write_turns()
keep_gathered()
write_gathered()
if not ok then error(why, 0) end
return reply({given, next_up(d, changes_at)})

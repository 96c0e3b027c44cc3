-- Leases what comes next for a destination, once what ended before is settled: whoever sends one delivery after the other
-- takes one step for each.
--
-- KEYS[1]  the scope
-- ARGV     after the common ones: why a lost lease is dead (JSON), the destination, items at most, bytes at most, for
--          how many ms, a name for this call, 1 if the ledger is to be told though something is leased, how many
--          arguments come next; those, as shared/settlements.lua says
-- The answer: what was leased; what comes next after it, as next.lua does; how many were delivered that nobody was
-- sending any longer; why one could not be settled, '' if all could.

local d = ARGV[FIRST + 1]
local max_items, max_bytes, lease_ms = tonumber(ARGV[FIRST + 2]), tonumber(ARGV[FIRST + 3]), tonumber(ARGV[FIRST + 4])
local holder, is_told = ARGV[FIRST + 5], ARGV[FIRST + 6] == '1'

local last = FIRST + 7 + tonumber(ARGV[FIRST + 7])
local failure = settle_all(FIRST + 8, last)
local has_settled = touched[d]
touched[d] = nil

local given, ids = {}, {}
local function lease_some()
  local bytes = 0
  while #given < max_items do
    local it = first_ready(d, max_items + 1)
    if not it or it == true then return end
    if not it.fields[1] or not it.fields[2] then
      seldom.drop(it, 'corrupt')
      look_again()
    else
      bytes = bytes + it.bytes
      if #given > 0 and bytes > max_bytes then return end
      take_turn(d, it.lifted and START or it.rank)
      begin_lease(it, holder)
      take_head(it.id)
      ids[#ids + 1] = it.id
      given[#given + 1] = row(it, it.fields)
    end
  end
end

local function answer(next)
  -- Whoever sends one after the other is told so in a while, or when nothing is left.
  if is_told or #given == 0 then touched[d] = touched[d] or has_settled end
  local why = failure and (type(failure) == 'table' and failure.err or tostring(failure)) or ''
  return reply({given, next, late, why})
end

local rest_ms = meet(d)
if rest_ms ~= 0 then return answer(rest_ms and {'later', string.format('%.0f', now + rest_ms)} or {'none'}) end
gather(false)
local changes_at
-- Where it fails midway, what was leased by then is taken back by its holder's name.
local ok, why = pcall(function()
  changes_at = pass_time(d)
  lease_some()
end)
list_leases(d, ids, now + lease_ms)
write_turns(d)
keep_gathered()
write_gathered()
if not ok then error(why, 0) end
if #given == 0 then return answer(next_up(d, changes_at)) end
return answer(next_after_lease(d, math.min(changes_at or now + lease_ms, now + lease_ms)))

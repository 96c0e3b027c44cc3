-- What was recorded before, by its dedupe keys. Needs basis.lua.

-- Kept by the day, and looked for in three of them: a key is known for 48 hours at least and 72 at most.
local today = math.floor(now / DAY_MS)
local MAX_KEYS_A_DAY = 1000000
local function dedupe_keys_of(day) return S .. 'keys:' .. string.format('%.0f', day) end
local function is_duplicate(item)
  for _, key in ipairs(item.keys) do
    for day = today, today - 2, -1 do
      if call('HEXISTS', dedupe_keys_of(day), key .. ' ' .. item.destination) == 1 then return true end
    end
  end
  return false
end
local function remember_keys(item)
  if #item.keys == 0 then return end
  -- A flood of mere activity is not to fill Redis with keys.
  if item.rank == LEAST and call('HLEN', dedupe_keys_of(today)) > MAX_KEYS_A_DAY then return end
  for _, key in ipairs(item.keys) do call('HSET', dedupe_keys_of(today), key .. ' ' .. item.destination, '') end
  call('PEXPIRE', dedupe_keys_of(today), 4 * DAY_MS)
  if call('SADD', S .. 'key-days', string.format('%.0f', today)) == 1 then
    for _, day in ipairs(call('SMEMBERS', S .. 'key-days')) do
      if tonumber(day) < today - 4 then call('SREM', S .. 'key-days', day) end
    end
  end
end

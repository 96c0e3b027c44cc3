-- What was recorded before, by its dedupe keys. Needs basis.lua.

-- Kept by the day, and looked for in three of them: a key is known for 48 hours at least and 72 at most.
local today = math.floor(now / DAY_MS)
local MAX_KEYS_A_DAY = 1000000
local function dedupe_keys_of(day) return S .. 'keys:' .. string.format('%.0f', day) end
local known_days -- those of which there are any
local function days_with_keys()
  if known_days then return known_days end
  known_days = {}
  for day = today, today - 2, -1 do
    if call('EXISTS', dedupe_keys_of(day)) == 1 then known_days[#known_days + 1] = dedupe_keys_of(day) end
  end
  return known_days
end
local function is_duplicate(item)
  for _, key in ipairs(item.keys) do
    for _, day in ipairs(days_with_keys()) do
      if call('HEXISTS', day, key .. ' ' .. item.destination) == 1 then return true end
    end
  end
  return false
end
local is_day_noted = false
local function remember_keys(item)
  if #item.keys == 0 then return end
  -- A flood of mere activity is not to fill Redis with keys.
  if item.rank == LEAST and call('HLEN', dedupe_keys_of(today)) > MAX_KEYS_A_DAY then return end
  local fields = {}
  for _, key in ipairs(item.keys) do
    fields[#fields + 1] = key .. ' ' .. item.destination
    fields[#fields + 1] = ''
  end
  call('HSET', dedupe_keys_of(today), unpack(fields))
  if is_day_noted then return end
  is_day_noted, known_days = true, nil
  call('PEXPIRE', dedupe_keys_of(today), 4 * DAY_MS)
  if call('SADD', S .. 'key-days', string.format('%.0f', today)) == 1 then
    for _, day in ipairs(call('SMEMBERS', S .. 'key-days')) do
      if tonumber(day) < today - 4 then call('SREM', S .. 'key-days', day) end
    end
  end
end

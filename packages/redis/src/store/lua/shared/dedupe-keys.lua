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

-- They are written at the end of a step: an entry that could not be put must not be a duplicate when it comes again.
local KEYS_AT_ONCE = 500
local new_keys, kept_keys = {}, {}
local is_new_key = {}
local function is_duplicate(item)
  for _, key in ipairs(item.keys) do
    if is_new_key[key .. ' ' .. item.destination] then return true end
    for _, day in ipairs(days_with_keys()) do
      if call('HEXISTS', day, key .. ' ' .. item.destination) == 1 then return true end
    end
  end
  return false
end
local function remember_keys(item)
  if #item.keys == 0 then return end
  -- A flood of mere activity is not to fill Redis with keys.
  if item.rank == LEAST and call('HLEN', dedupe_keys_of(today)) > MAX_KEYS_A_DAY then return end
  for _, key in ipairs(item.keys) do new_keys[#new_keys + 1] = key .. ' ' .. item.destination end
end
-- What was remembered since the last `keep_keys` is known from now on; after `forget_new_keys`, it never was.
local function keep_keys()
  for _, field in ipairs(new_keys) do
    is_new_key[field] = true
    kept_keys[#kept_keys + 1] = field
    kept_keys[#kept_keys + 1] = ''
  end
  new_keys = {}
end
local function forget_new_keys() new_keys = {} end
local function write_keys()
  if #kept_keys == 0 then return end
  for from = 1, #kept_keys, 2 * KEYS_AT_ONCE do
    call('HSET', dedupe_keys_of(today), unpack(kept_keys, from, math.min(#kept_keys, from + 2 * KEYS_AT_ONCE - 1)))
  end
  call('PEXPIRE', dedupe_keys_of(today), 4 * DAY_MS)
  if call('SADD', S .. 'key-days', string.format('%.0f', today)) == 1 then
    for _, day in ipairs(call('SMEMBERS', S .. 'key-days')) do
      if tonumber(day) < today - 4 then call('SREM', S .. 'key-days', day) end
    end
  end
end

-- Who was purged, without their ids: by so few bits that hundreds of people share them. Needs basis.lua.

local PURGED = S .. 'purged'

local function mark_of(user) return '~' .. string.sub(redis.sha1hex(epoch() .. ':' .. user), 1, 6) end

-- nil for nobody who was purged. Looked for with each entry, and hardly ever is anybody purged.
local has_purged
local function purged_at(user)
  if has_purged == nil then has_purged = call('EXISTS', PURGED) == 1 end
  if not has_purged then return nil end
  local at_ms = call('HGET', PURGED, mark_of(user)) or call('HGET', PURGED, user)
  return at_ms and (tonumber(at_ms) or now) or nil
end

-- Forgets the old ones, and the ids that versions before this one left there.
local function renew_marks()
  local marks, oldest_ms = call('HGETALL', PURGED), server_now() - KEPT_FOR_MACHINES_MS
  for index = 1, #marks, 2 do
    local mark, at_ms = marks[index], tonumber(marks[index + 1]) or 0
    local is_id = string.sub(mark, 1, 1) ~= '~'
    if is_id or at_ms < oldest_ms then call('HDEL', PURGED, mark) end
    if is_id then call('HSET', PURGED, mark_of(mark), string.format('%.0f', at_ms)) end
  end
end

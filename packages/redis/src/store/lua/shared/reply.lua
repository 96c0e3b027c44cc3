-- What a script answers: what it found, and what is new to know. Needs delivery-queue.lua.

-- A delivery as it is given out; `fields` are those of its job.
local function row(it, fields)
  return {it.id, it.destination, it.rank, it.user, string.format('%.0f', it.expires), it.bury and 1 or 0, it.keys, fields}
end

local function snapshot(d)
  local pending = call('ZCARD', at(d, 'all'))
  local oldest = pending > 0 and string.format('%.0f', oldest_pending(d) or now) or ''
  return {d, pending, oldest, call('HGETALL', at(d, 'ledger'))}
end

-- Every script ends with this: what it found, and what is new to know. Wakes the other processes.
local function reply(result)
  local snapshots, wakes = {}, {}
  for d in pairs(touched) do snapshots[#snapshots + 1] = snapshot(d) end
  for d, rank in pairs(woken) do
    wakes[#wakes + 1] = {d, rank}
    -- Where the user may not speak there, the others look for themselves. A step must not end half done for it.
    redis.pcall('PUBLISH', S .. 'ready', SENDER .. ' ' .. rank .. ' ' .. d)
  end
  return {epoch, string.format('%.0f', now), result, snapshots, wakes, strangers}
end

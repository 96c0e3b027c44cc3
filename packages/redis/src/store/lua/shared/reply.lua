-- What a script answers: what it found, and what is new to know. Needs basis.lua.

-- A delivery as it is given out; `fields` are those of its job.
local function row(it, fields)
  return {it.id, it.destination, it.rank, it.user, string.format('%.0f', it.expires), it.bury and 1 or 0, it.keys, fields}
end

-- Of a set that is sorted by class and age: the oldest of each class is looked at, from one that there is to the next.
-- `first`: its first member and that one's score, where they are known; `known`: a delivery that was read.
local function oldest_in(key, step, d, first, known)
  local oldest = nil
  first = first or call('ZRANGE', key, 0, 0, 'WITHSCORES')
  for _ = 1, LEAST do
    if not first[1] then break end
    local created = known and known.id == first[1] and known.created
      or tonumber(redis.pcall('HGET', at(d, first[1]), 'timestamp') or now) or now
    if not oldest or created < oldest then oldest = created end
    local class = math.floor(tonumber(first[2]) / step)
    if class >= LEAST then break end
    first = call('ZRANGEBYSCORE', key, (class + 1) * step, '+inf', 'WITHSCORES', 'LIMIT', 0, 1)
  end
  return oldest
end
local function snapshot(d)
  local pending = call('ZCARD', at(d, 'all'))
  local oldest = pending > 0 and string.format('%.0f', oldest_in(at(d, 'all'), ALL_STEP, d) or now) or ''
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
  return {epoch(), string.format('%.0f', now), result, snapshots, wakes, strangers}
end

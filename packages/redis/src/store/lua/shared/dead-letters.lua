-- What a service refused for good, or what must not be sent again. Needs basis.lua. Its functions are among the seldom ones.

local function forget_letter(id, reason)
  local d = destination_of(id)
  call('ZREM', DEAD_LETTERS, id)
  call('ZREM', at(d, 'failed'), id)
  call('DEL', at(d, id))
  count(d, 'dead', -1)
  count(d, reason, 1)
end

-- Not every entry of the list need be a letter: another program may have written it, or into what it names.
local function is_letter(id)
  local d = destination_of(id)
  local it = d and read(d, id)
  return it ~= nil and it ~= false and it.state == 'dead'
end

-- What is no letter leaves the list. It counts only where it was counted as a letter.
local function forget_stranger(id)
  call('ZREM', DEAD_LETTERS, id)
  local d = destination_of(id)
  if d and call('ZREM', at(d, 'failed'), id) == 1 then
    call('DEL', at(d, id))
    count(d, 'dead', -1)
    count(d, 'corrupt', 1)
  else
    strangers = strangers + 1
  end
end

local function expire_letters()
  for _ = 1, MOST_AT_ONCE do
    local oldest = call('ZRANGE', DEAD_LETTERS, 0, 0)[1]
    if not oldest then return end
    if not is_letter(oldest) then
      forget_stranger(oldest)
    else
      local died = tonumber(call('HGET', at(destination_of(oldest), oldest), 'finishedOn') or '')
      if died and died + DEAD_FOR_MS > now then return end
      forget_letter(oldest, died and 'expired' or 'corrupt')
    end
  end
end

-- What remains is a letter: the delivery is not among those that wait.
local function bury(it, reason)
  local d = it.destination
  -- Text with half a character in it cannot be decoded here, and must not end a step half done.
  local ok, decoded = pcall(cjson.decode, reason)
  it.state = 'dead'
  write(it)
  call('HSET', at(d, it.id), 'reason', reason, 'finishedOn', now,
    'failedReason', ok and type(decoded) == 'table' and tostring(decoded.description) or reason)
  call('ZADD', at(d, 'failed'), now, it.id)
  call('ZADD', DEAD_LETTERS, call('INCR', S .. 'dead-seq'), it.id)
  count(d, 'dead', 1)
  for _ = 1, MOST_AT_ONCE do
    if call('ZCARD', DEAD_LETTERS) <= MAX_DEAD then return end
    local oldest = call('ZRANGE', DEAD_LETTERS, 0, 0)[1]
    if is_letter(oldest) then forget_letter(oldest, 'overflow') else forget_stranger(oldest) end
  end
end

seldom.forget_letter, seldom.is_letter, seldom.expire_letters, seldom.bury = forget_letter, is_letter, expire_letters, bury

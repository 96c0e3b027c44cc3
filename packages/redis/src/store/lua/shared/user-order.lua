-- What a user does keeps its order: their starts and stops go one after another, and everything else waits for their
-- earlier starts. Starts and stops are the barriers. The rule of core's outbox/rules/user-order.ts.
-- Needs delivery-states.lua. Its functions are among the seldom ones.

local function user_order_of(it) return at(it.destination, 'barriers:' .. it.user) end

-- The user's earlier starts and stops that wait, latest first: the id, and whether it is a start. A few at a time,
-- since one who does nothing but start the bot has thousands.
local function earlier_barriers(it)
  local before, offset, index, page = '(' .. string.format('%.0f', it.seq), 0, BARRIERS_AT_ONCE, nil
  return function()
    index = index + 1
    if index > BARRIERS_AT_ONCE then
      page = call('ZREVRANGEBYSCORE', user_order_of(it), before, '-inf', 'LIMIT', offset, BARRIERS_AT_ONCE)
      offset, index = offset + BARRIERS_AT_ONCE, 1
    end
    local member = page[index]
    if not member then return nil end
    return string.sub(member, 3), string.sub(member, 1, 1) == '1'
  end
end

-- Starts and stops of a user go one after another; everything else waits for the user's earlier starts only.
local function blocker_of(it)
  if it.user == '' then return nil end
  for id, is_start in earlier_barriers(it) do
    local blocks = is_start or IS_BARRIER[it.rank]
    -- One that could not be put before has left its own place here.
    if blocks and id ~= it.id and call('EXISTS', at(it.destination, id)) == 1 then return id end
  end
  return nil
end

-- A stop that a start waits for goes as early as the start would.
local function lift_stops_before(start)
  for id, is_start in earlier_barriers(start) do
    if is_start then return end
    local stop = read(start.destination, id)
    if stop then
      stop.lifted = true
      write(stop)
      if stop.state == 'ready' then sort_in(at(stop.destination, 'prioritized'), ready_score(stop), stop.id) end
    end
  end
end

local function make_ready_after(blocker, it)
  if not blocker then
    make_ready(it)
    return true
  end
  leave_state(it)
  it.state, it.blocker = 'blocked', blocker
  write(it)
  call('ZADD', at(it.destination, 'delayed'), BLOCKED_SCORE, it.id)
  call('SADD', at(it.destination, 'behind:' .. blocker), it.id)
  return false
end

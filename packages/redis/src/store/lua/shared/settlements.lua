-- How leased deliveries ended. What goes back must be this process's own: after a long time without Redis, another one
-- may be sending it. Needs delivery-states.lua; the others that it calls are among the seldom functions.

local late = 0 -- how many were delivered that nobody was sending any longer, so that they were ready, perhaps

local function settle(id, as, after_ms, answer_lost, reason)
  local it = find(id)
  local d = it and it.destination
  if not it then
    if as == 'delivered' then seldom.remember_end(id, as) end
  elseif it.state ~= 'dead' then
    if as == 'delivered' then
      if it.state ~= 'leased' then late = late + 1 end
      leave(it)
      call('DEL', at(d, it.id))
      count(d, 'delivered', 1)
    elseif as == 'dead' then
      add_now(at(d, it.id), 'atm', 1)
      leave(it)
      seldom.bury(it, reason)
    elseif seldom.is_own_lease(it) then
      if as == 'returned' then
        make_ready(it)
        wake(d, 0)
      else
        add_now(at(d, it.id), 'atm', 1)
        if answer_lost == '1' then count(d, 'ambiguous', 1) end
        seldom.delay(it, now + after_ms)
      end
    end
  end
end

-- Settles what the arguments from `arg` to `last` say, for each delivery one of
--   id delivered
--   id returned
--   id retry afterMs answerLost
--   id dead reason
-- Gives why the first of those failed that could not be settled; nil: none. All of it is written then: whatever else the
-- step does may fail, and these may be of other destinations.
local function settle_all(arg, last)
  local failure
  while arg <= last do
    local id, as = ARGV[arg], ARGV[arg + 1]
    arg = arg + 2
    local after_ms, answer_lost, reason
    if as == 'retry' then
      after_ms, answer_lost = tonumber(ARGV[arg]), ARGV[arg + 1]
      arg = arg + 2
    elseif as == 'dead' then
      reason = ARGV[arg]
      arg = arg + 1
    end
    -- One that cannot be settled must not take the others with it: they may be of other destinations.
    gather(false)
    local ok, why = pcall(settle, id, as, after_ms, answer_lost, reason)
    if ok then keep_gathered() else failure = failure or why end
  end
  write_gathered()
  return failure
end

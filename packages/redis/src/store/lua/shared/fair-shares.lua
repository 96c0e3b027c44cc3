-- Whose turn it is among the classes that share what starts and goals leave of a limit: the rule of core's
-- outbox/rules/fair-shares.ts. Needs basis.lua.

local function turns_of(d)
  local turns = {}
  for turn in string.gmatch(call('GET', at(d, 'turns')) or '', '%d+') do turns[#turns + 1] = tonumber(turn) end
  for index = 1, #TURN_STEPS do turns[index] = turns[index] or 0 end
  return turns
end

-- The delivery that is to go next, in date or not: its id.
local function next_id(d)
  local key = at(d, 'prioritized')
  local first = call('ZRANGE', key, 0, 0, 'WITHSCORES')
  if not first[1] then return nil end
  local rank = math.floor(tonumber(first[2]) / READY_STEP)
  if rank < STOP or rank >= LEAST then return first[1] end
  local turns = turns_of(d)
  local id, nearest = first[1], turns[rank - STOP + 1]
  for other = rank + 1, LEAST do
    local turn = turns[other - STOP + 1]
    if turn < nearest then
      local from = other * READY_STEP
      local head = call('ZRANGEBYSCORE', key, from, from + READY_STEP - 1, 'LIMIT', 0, 1)[1]
      if head then id, nearest = head, turn end
    end
  end
  return id
end

-- One of this rank is being sent. What is to be relayed takes no turns, and so goes strictly by value.
local function take_turn(d, rank)
  local own = rank - STOP + 1
  if own < 1 or string.sub(d, 1, 1) == '[' then return end
  local before = turns_of(d)
  local after = {}
  for index = 1, #TURN_STEPS do after[index] = string.format('%.0f', math.max(0, before[index] - before[own])) end
  after[own] = TURN_STEPS[own]
  local text = table.concat(after, ' ')
  if text ~= table.concat(before, ' ') then call('SET', at(d, 'turns'), text) end
end

-- Whose turn it is among the classes that share what starts and goals leave of a limit: the rule of core's
-- outbox/rules/fair-shares.ts. Needs basis.lua.

local known_turns, changed_turns = {}, {}
local function turns_of(d)
  if known_turns[d] then return known_turns[d] end
  local turns = {}
  for turn in string.gmatch(call('GET', at(d, 'turns')) or '', '%d+') do turns[#turns + 1] = tonumber(turn) end
  for index = 1, #TURN_STEPS do turns[index] = turns[index] or 0 end
  known_turns[d] = turns
  return turns
end

-- The delivery that is to go next, in date or not: its id; then the first of all that are ready, and its score.
local function next_id(d)
  local key = at(d, 'prioritized')
  local first = call('ZRANGE', key, 0, 0, 'WITHSCORES')
  if not first[1] then return nil end
  local rank = math.floor(tonumber(first[2]) / READY_STEP)
  if rank < STOP or rank >= LEAST then return first[1], first end
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
  return id, first
end

-- One of this rank is being sent. What is to be relayed takes no turns, and so goes strictly by value.
local function take_turn(d, rank)
  local own = rank - STOP + 1
  if own < 1 or string.sub(d, 1, 1) == '[' then return end
  local before = turns_of(d)
  local after = {}
  for index = 1, #TURN_STEPS do
    after[index] = index == own and TURN_STEPS[own] or math.max(0, before[index] - before[own])
    if after[index] ~= before[index] then changed_turns[d] = true end
  end
  known_turns[d] = after
end
local function write_turns()
  for d in pairs(changed_turns) do
    local texts = {}
    for index, turn in ipairs(known_turns[d]) do texts[index] = string.format('%.0f', turn) end
    call('SET', at(d, 'turns'), table.concat(texts, ' '))
  end
end

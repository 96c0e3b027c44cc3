-- Whose turn it is among the classes that share what starts and goals leave of a limit: the rule of core's
-- outbox/rules/fair-shares.ts. Of the one destination that a script is for. Needs basis.lua.

local turns = {}
local have_turns_changed = false
-- `found`: what is kept of them, false for nothing.
local function know_turns(found)
  for turn in string.gmatch(found or '', '%d+') do turns[#turns + 1] = tonumber(turn) end
  for index = 1, #TURN_STEPS do turns[index] = turns[index] or 0 end
end

-- The first of what is ready, each with its score, as far as it was looked at, and the first of classes that follow.
-- What is taken leaves them with `take_head`; after any other change, `look_again`.
local HEADS_AT_ONCE = 16
local heads, are_all, class_heads
local function look_again() heads, class_heads = nil, {} end
look_again()
local function first_head(d, most)
  if not heads or not heads[1] and not are_all then
    local items = math.min(HEADS_AT_ONCE, most)
    heads = call('ZRANGE', at(d, 'prioritized'), 0, items - 1, 'WITHSCORES')
    are_all = #heads < 2 * items
  end
  return heads[1], tonumber(heads[2])
end
local function first_of_class(d, rank)
  if class_heads[rank] == nil then
    local from = rank * READY_STEP
    local key = at(d, 'prioritized')
    class_heads[rank] = call('ZRANGEBYSCORE', key, from, from + READY_STEP - 1, 'LIMIT', 0, 1)[1] or false
  end
  return class_heads[rank]
end
local function take_head(id)
  for index = 1, #heads, 2 do
    if heads[index] == id then
      table.remove(heads, index)
      table.remove(heads, index)
      break
    end
  end
  for rank, head in pairs(class_heads) do if head == id then class_heads[rank] = nil end end
end

-- The delivery that is to go next, in date or not: its id and its rank, which of a lifted stop is a start's; then the
-- first of all that are ready, and its score. `most`: how many are wanted, one after the other.
local function next_id(d, most)
  local first, score = first_head(d, most)
  if not first then return nil end
  local rank = math.floor(score / READY_STEP)
  if rank < STOP or rank >= LEAST then return first, rank, first, score end
  local id, id_rank, nearest = first, rank, turns[rank - STOP + 1]
  for other = rank + 1, LEAST do
    local turn = turns[other - STOP + 1]
    if turn < nearest then
      local head = first_of_class(d, other)
      if head then id, id_rank, nearest = head, other, turn end
    end
  end
  return id, id_rank, first, score
end

-- One of this rank is being sent. What is to be relayed takes no turns, and so goes strictly by value.
local function take_turn(d, rank)
  local own = rank - STOP + 1
  if own < 1 or string.sub(d, 1, 1) == '[' then return end
  local after = {}
  for index = 1, #TURN_STEPS do
    after[index] = index == own and TURN_STEPS[own] or math.max(0, turns[index] - turns[own])
    if after[index] ~= turns[index] then have_turns_changed = true end
  end
  turns = after
end
local function write_turns(d)
  if not have_turns_changed then return end
  local texts = {}
  for index, turn in ipairs(turns) do texts[index] = string.format('%.0f', turn) end
  call('SET', at(d, 'turns'), table.concat(texts, ' '))
end

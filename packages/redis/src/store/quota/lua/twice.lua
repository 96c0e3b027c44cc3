-- Ends every script of the quota. What another program wrote in the place of its sets must not stop every request: the use
-- is then counted anew. Needs basis.lua and a script after it, which are the function `step` here.

local is_done, answered = pcall(step)
if is_done then return answered end
for _, name in ipairs({'open', 'ends', 'lost', 'asks', 'turns', 'urgent-turns'}) do
  local set = KEYS[1] .. 'quota-' .. name .. ':' .. ARGV[2]
  local kind = redis.call('TYPE', set).ok
  if kind ~= 'zset' and kind ~= 'none' then redis.call('DEL', set) end
end
return step()

/**
 * Tells the use, and that requests of this process are still under way. Arguments: for each of these its slot's name
 * and its delay.
 */
export const LOOK_AT_QUOTA: string = `
cut_future(0)
for arg = FIRST, #ARGV, 2 do
  local name, slot_delay_ms = ARGV[arg], tonumber(ARGV[arg + 1])
  if not call('ZSCORE', ENDS, name) then
    -- It may have lapsed, or be among what a killed Redis lost.
    call('ZREM', ENDS, '~' .. name)
    call('ZADD', OPEN, whole(now + SLOT_MS + slot_delay_ms), name)
    keep()
  end
end
return answer(0)
`;

import { BLOCKED_SCORE, DELAY_STEP } from "../delayed-score.ts";

/**
 * What all else stands on: the arguments that every script has, the clock, the names of keys, the accounts, and a job as it
 * is kept.
 */
export const BASIS: string = `
local S = KEYS[1]
local MAX_ITEMS, MAX_BYTES, MAX_DEAD = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local SENDER = ARGV[6]
local FIRST = 7 -- the operation's own arguments begin here

-- Classes by their rank: start 1, goal 2, stop 3, event 4, activity 5.
local START, STOP, LEAST = 1, 3, 5
local READY_STEP = 4294967296 -- BullMQ: score = priority * 2^32 + counter
local ALL_STEP = 35184372088832 -- 2^45
local DELAY_STEP, BLOCKED_SCORE = ${DELAY_STEP}, ${BLOCKED_SCORE}
local OVERHEAD_BYTES = 200
local DAY_MS = 86400000
local DEAD_FOR_MS = 30 * DAY_MS
local NOTICEABLE_MS = 1000
local BARRIERS_AT_ONCE = 20
local MOST_AT_ONCE = 2000 -- dropped or woken in one step, which holds up everybody

local call = redis.call

-- The server's clock, which all processes share. Only tests give another one.
local function server_now()
  local time = call('TIME')
  return tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end
local now = ARGV[1] == '' and server_now() or tonumber(ARGV[1])

-- Names the data: when Redis has come back without it, this is another one.
local epoch = call('GET', S .. 'epoch')
if not epoch then
  epoch = ARGV[2]
  call('SET', S .. 'epoch', epoch)
end

local touched = {}
local woken = {}

local names = {}
local function number_of(destination)
  local number = call('HGET', S .. 'destinations', destination)
  if number then return number end
  number = tostring(call('HLEN', S .. 'destinations') + 1)
  call('HSET', S .. 'destinations', destination, number)
  call('HSET', S .. 'destination-names', number, destination)
  return number
end
-- A delivery's id ends in its destination's number.
local function destination_of(id)
  local number = string.match(id, '%.(%d+)$')
  if not number then return nil end
  if names[number] == nil then names[number] = call('HGET', S .. 'destination-names', number) end
  return names[number] or nil
end

local function at(destination, what) return S .. destination .. ':' .. what end

local function count(destination, what, by)
  call('HINCRBY', at(destination, 'ledger'), what, by)
  touched[destination] = true
end

-- rank: the most valuable class that was added; 0 where more has changed than that.
local function wake(destination, rank)
  local before = woken[destination]
  if before == nil then woken[destination] = rank
  elseif rank == 0 or before == 0 then woken[destination] = 0
  elseif rank < before then woken[destination] = rank end
end

-- What BullMQ has no field for, packed in one, since each field of a job costs 60 bytes.
local function read(destination, id)
  local packed = call('HGET', at(destination, id), 'bt')
  if not packed then return nil end
  local it = {id = id, destination = destination}
  it.state, it.seq, it.lifted, it.blocker, it.rank, it.user, it.bytes, it.expires, it.bury, it.keys,
    it.holder = unpack(cmsgpack.unpack(packed))
  return it
end
local function write(it)
  call('HSET', at(it.destination, it.id), 'bt', cmsgpack.pack({it.state, it.seq, it.lifted, it.blocker, it.rank, it.user,
    it.bytes, it.expires, it.bury, it.keys, it.holder or ''}))
end
`;

import { readFileSync } from "node:fs";
import { LUA_CONSTANTS } from "./lua-constants.ts";

export type ScriptName =
  | "put"
  | "putAndLease"
  | "next"
  | "lease"
  | "renew"
  | "takeBack"
  | "settle"
  | "deadLetters"
  | "retryDead"
  | "dropDead"
  | "purge"
  | "dropWaiting"
  | "markPurged"
  | "resume"
  | "beat"
  | "refresh";

// In the published package the build puts the text of the file in the place of each reading (.ci/packages).
const BASIS = readFileSync(new URL("./lua/shared/basis.lua", import.meta.url), "utf8");
const DELIVERY_STATES = readFileSync(new URL("./lua/shared/delivery-states.lua", import.meta.url), "utf8");
const USER_ORDER = readFileSync(new URL("./lua/shared/user-order.lua", import.meta.url), "utf8");
const DEAD_LETTERS = readFileSync(new URL("./lua/shared/dead-letters.lua", import.meta.url), "utf8");
const DELIVERIES = readFileSync(new URL("./lua/shared/deliveries.lua", import.meta.url), "utf8");
const FAIR_SHARES = readFileSync(new URL("./lua/shared/fair-shares.lua", import.meta.url), "utf8");
const SETTLEMENTS = readFileSync(new URL("./lua/shared/settlements.lua", import.meta.url), "utf8");
const DELIVERY_QUEUE = readFileSync(new URL("./lua/shared/delivery-queue.lua", import.meta.url), "utf8");
const REPLY = readFileSync(new URL("./lua/shared/reply.lua", import.meta.url), "utf8");
const DEDUPE_KEYS = readFileSync(new URL("./lua/shared/dedupe-keys.lua", import.meta.url), "utf8");
const PERSONS = readFileSync(new URL("./lua/shared/persons.lua", import.meta.url), "utf8");

/** What basis.lua calls the seldom functions, which `make_seldom` makes. */
const SELDOM = ["make_seldom = function(seldom)", USER_ORDER, DEAD_LETTERS, DELIVERIES, "end"].join("\n");

/** Begins every script: each file uses what those before it define. */
const SHARED = [LUA_CONSTANTS, BASIS, DELIVERY_STATES, SELDOM, REPLY].join("\n");
const QUEUE = [FAIR_SHARES, DELIVERY_QUEUE].join("\n");

const PURGED_MARKS = readFileSync(new URL("./lua/shared/purged-marks.lua", import.meta.url), "utf8");

const PUT = readFileSync(new URL("./lua/put.lua", import.meta.url), "utf8");
const NEXT = readFileSync(new URL("./lua/next.lua", import.meta.url), "utf8");
const LEASE = readFileSync(new URL("./lua/lease.lua", import.meta.url), "utf8");
const RENEW = readFileSync(new URL("./lua/renew.lua", import.meta.url), "utf8");
const TAKE_BACK = readFileSync(new URL("./lua/take-back.lua", import.meta.url), "utf8");
const SETTLE = readFileSync(new URL("./lua/settle.lua", import.meta.url), "utf8");
const LIST_DEAD = readFileSync(new URL("./lua/dead-letters.lua", import.meta.url), "utf8");
const RETRY_DEAD = readFileSync(new URL("./lua/retry-dead.lua", import.meta.url), "utf8");
const DROP_DEAD = readFileSync(new URL("./lua/drop-dead.lua", import.meta.url), "utf8");
const PURGE = readFileSync(new URL("./lua/purge.lua", import.meta.url), "utf8");
const DROP_WAITING = readFileSync(new URL("./lua/drop-waiting.lua", import.meta.url), "utf8");
const MARK_PURGED = readFileSync(new URL("./lua/mark-purged.lua", import.meta.url), "utf8");
const REFRESH = readFileSync(new URL("./lua/refresh.lua", import.meta.url), "utf8");
const RESUME = readFileSync(new URL("./lua/resume.lua", import.meta.url), "utf8");
const BEAT = readFileSync(new URL("./lua/beat.lua", import.meta.url), "utf8");

const PUT_AND_LEASE = readFileSync(new URL("./lua/put-and-lease.lua", import.meta.url), "utf8");

/** A script as a part of another one, which says where its arguments begin and what becomes of its answer. */
const asPart = (name: string, script: string): string => `local function ${name}(FIRST, reply)\n${script}\nend`;

/** The text of every script of the store. */
export const STORE_LUA: Readonly<Record<ScriptName, string>> = {
  put: [SHARED, PURGED_MARKS, DEDUPE_KEYS, PERSONS, PUT].join("\n"),
  putAndLease: [
    ...[SHARED, PURGED_MARKS, DEDUPE_KEYS, PERSONS, SETTLEMENTS, QUEUE],
    ...[asPart("put_entries", PUT), asPart("lease_next", LEASE), PUT_AND_LEASE],
  ].join("\n"),
  next: [SHARED, QUEUE, NEXT].join("\n"),
  lease: [SHARED, SETTLEMENTS, QUEUE, LEASE].join("\n"),
  renew: [SHARED, RENEW].join("\n"),
  takeBack: [SHARED, TAKE_BACK].join("\n"),
  settle: [SHARED, SETTLEMENTS, SETTLE].join("\n"),
  deadLetters: [SHARED, LIST_DEAD].join("\n"),
  retryDead: [SHARED, RETRY_DEAD].join("\n"),
  dropDead: [SHARED, DROP_DEAD].join("\n"),
  purge: [SHARED, PURGE].join("\n"),
  dropWaiting: [SHARED, DROP_WAITING].join("\n"),
  markPurged: [SHARED, PURGED_MARKS, MARK_PURGED].join("\n"),
  resume: [SHARED, PURGED_MARKS, RESUME].join("\n"),
  beat: [SHARED, PURGED_MARKS, BEAT].join("\n"),
  refresh: [SHARED, REFRESH].join("\n"),
};

/**
 * How much of one request is taken and kept, in characters and pieces. Whoever sends it decides what it holds, and a
 * body has room for a megabyte of each. The README's table says the same.
 */
export const MOST = {
  /** Of a key or a token; a longer one is refused. No service's is longer than 100. */
  keyChars: 256,
  /** Of a method or a request type. */
  methodChars: 64,
  /** Of whom a request is about. */
  userIdChars: 64,
  /** Of each text in the reports: names, payloads, events, goals, parameters, labels. */
  textChars: 256,
  /** Labels of one event. */
  labels: 50,
  warnings: 20,
  warningChars: 300,
  /** Of what an error says beyond its code. */
  detailsChars: 500,
} as const;

/** How much the sandbox holds beside its tables. */
export const MOST_HELD: Readonly<Record<"faults" | "bytesUnderWay" | "connections" | "livePages", number>> = {
  /** Faults that are on at the same time: each request is compared with all of them. */
  faults: 100,
  /** Bodies that are being read or answered at the same moment, all together: 32 MiB. */
  bytesUnderWay: 33_554_432,
  connections: 2_000,
  /** Pages that are told of news as it comes: each takes 40 KB, and connections are to be left for bots. */
  livePages: 500,
};

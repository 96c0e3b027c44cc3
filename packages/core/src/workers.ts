// For bots on Workers, whose bundlers are given this in the place of index.ts by a condition in package.json.

export * from "./everywhere.ts";
export { createTracker } from "./tracker/create-workers-tracker.ts";

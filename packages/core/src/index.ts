// For bots on Node, Bun and Deno: what they import of the engine.

export * from "./everywhere.ts";
export { createTracker } from "./tracker/create-tracker.ts";

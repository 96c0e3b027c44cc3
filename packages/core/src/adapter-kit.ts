/** For authors of adapters: what every adapter is made of. Bots do not need it, and it may change in minor versions. */
export { buildTracker, createMiddleware, installTracker } from "./adapter/node-adapter.ts";
export * from "./adapter-everywhere.ts";

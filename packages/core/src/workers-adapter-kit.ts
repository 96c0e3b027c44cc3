/** In the place of adapter-kit.ts on Workers. */
export { buildTracker, createMiddleware, installTracker } from "./adapter/workers-adapter.ts";
export * from "./adapter-everywhere.ts";

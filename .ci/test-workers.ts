/** Installs the Workers runtime, which is no part of the workspace, and tests on it. The packages have to be built. */
import { resolve } from "node:path";
import { runInView } from "./packages/run-program.ts";

const root = resolve(".");
runInView("pnpm", ["install", "--frozen-lockfile"], resolve("test/outside/workers"));
runInView("tsc", ["-p", "test/outside/workers/tsconfig.json"], root);
runInView("vitest", ["run", "--project", "workers"], root);

import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { NO_REDIS_SERVER } from "../../support/redis-server.ts";
import type { BenchmarkResult } from "../runner/benchmark.ts";

const PROGRAM = fileURLToPath(new URL("../run.ts", import.meta.url));

test("where there is no redis-server, a benchmark that needs one says so and the run goes on without its figures", {
  timeout: 60_000,
}, async () => {
  const args = ["--disable-warning=ExperimentalWarning", PROGRAM, "redis/", "--quick", "--json"];
  const { code, stdout, stderr } = await new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
    execFile(process.execPath, args, { env: { ...process.env, PATH: "" } }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
  expect(stderr).toContain(NO_REDIS_SERVER);
  const { results } = JSON.parse(stdout) as { results: BenchmarkResult[] };
  expect(results.length).toBeGreaterThan(4);
  for (const { figures, error } of results) expect({ figures, error }).toEqual({ figures: [], error: undefined });
  expect(code).toBe(0);
});

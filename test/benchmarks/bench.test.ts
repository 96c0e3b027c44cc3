import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { BENCHMARKS, LONG_BENCHMARKS } from "./all-benchmarks.ts";
import type { BenchmarkResult } from "./runner/benchmark.ts";

const PROGRAM = fileURLToPath(new URL("./run.ts", import.meta.url));

interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

function bench(...args: string[]): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(process.execPath, ["--disable-warning=ExperimentalWarning", PROGRAM, ...args], (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
}

test("the benchmarks of a group run by its name, and a short run gives every figure", {
  timeout: 120_000,
}, async () => {
  const { code, stdout, stderr } = await bench("growth", "outbox/reopen", "--quick", "--json");
  expect(stderr).toContain("1 of 2  outbox/reopen");
  expect(stderr).toContain("2 of 2  growth/backlog");
  const { quick, machine, results } = JSON.parse(stdout) as {
    quick: boolean;
    machine: { versions: Record<string, string> };
    results: BenchmarkResult[];
  };
  expect(results.map(({ name, error }) => ({ name, error }))).toEqual([
    { name: "outbox/reopen" },
    { name: "growth/backlog" },
  ]);
  expect(quick).toBe(true);
  expect(machine.versions["posthog-node"]).toMatch(/^\d+\./);
  const figures = results.flatMap((result) => result.figures);
  expect(figures.length).toBeGreaterThan(4);
  for (const { ours, beside } of figures) {
    expect(ours.median).toBeGreaterThan(0);
    if (beside !== undefined) expect(beside.comparison.median).toBeGreaterThan(0);
  }
  expect(code).toBe(0);
});

test("--list names every benchmark and runs none", { timeout: 60_000 }, async () => {
  const { code, stdout } = await bench("--list");
  expect(code).toBe(0);
  expect(
    stdout
      .trim()
      .split("\n")
      .map((line) => line.split(" ")[0]),
  ).toEqual([...BENCHMARKS, ...LONG_BENCHMARKS].map(({ name }) => name));
});

test("a name that fits none, and --write for a part of them, are refused before anything runs", {
  timeout: 60_000,
}, async () => {
  const unknown = await bench("recording/nonsense");
  expect(unknown.code).toBe(2);
  expect(unknown.stderr).toContain('There is no benchmark "recording/nonsense"');
  expect(unknown.stderr).toContain("recording/memory");
  const partly = await bench("growth", "--write");
  expect(partly.code).toBe(2);
  expect(partly.stderr).toContain("--write is for a whole run: `bench --write` (RESULTS.md) or `bench scale --write`");
  const short = await bench("scale", "--write", "--quick");
  expect(short.code).toBe(2);
  expect(short.stderr).toContain("--write is for a whole run");
});

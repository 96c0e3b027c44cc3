import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { codeBlocks } from "./markdown.ts";
import { type FileResult, runInVitest } from "./run-test-files.ts";

/** The example for vitest in a package's README, of which there is one. */
function exampleOf(name: string): string {
  const readme = readFileSync(new URL(`../../packages/${name}/README.md`, import.meta.url), "utf8");
  const [example, ...others] = codeBlocks(readme).flatMap(({ code }) => (code.includes('from "vitest"') ? [code] : []));
  if (example === undefined || others.length > 0)
    throw new Error(`The README of ${name} should have one such example.`);
  return example;
}

/** That example, spoilt in one place. */
function spoilt(example: string, part: string | RegExp, replacement: string): string {
  const changed = example.replace(part, replacement);
  expect(changed).not.toBe(example);
  // It fails at the first attempt for the same reason as at the last.
  const once = changed.replace(/^test\((".*"), async/m, "test($1, { retry: 0 }, async");
  expect(once).not.toBe(changed);
  return once;
}

const simulator = exampleOf("telegram-simulator");
const sandbox = exampleOf("sandbox");
let results: ReadonlyMap<string, FileResult>;

beforeAll(async () => {
  results = await runInVitest({
    simulator,
    "bot-without-answer": spoilt(simulator, 'ctx.reply("Welcome!")', "ctx.api.getMe()"),
    "block-not-reported": spoilt(simulator, "anna.block();", ""),
    sandbox,
    "start-not-reported": spoilt(sandbox, /^.*\btracking\b.*$/gm, ""),
  });
});

describe.each([
  ["simulator", "from start to stop", simulator],
  ["sandbox", "by single updates", sandbox],
])("the README of the %s", (name, _how, example) => {
  test(`shows how to test one's own bot ${_how} in ten lines`, () => {
    const body = /^test\(.*\n([\s\S]*)^\}\);$/m.exec(example)?.[1] ?? "";
    expect(body.trimEnd().split("\n")).toHaveLength(10);
  });

  test("has an example that passes as it stands", () => {
    expect(results.get(name)).toEqual({ status: "passed", failures: expect.any(String) });
  });
});

test.each([
  [
    "the simulator's",
    "where the bot does not answer, and says what it did instead",
    "bot-without-answer",
    /Expected 1 calls of sendMessage within 4000 ms and got 0. Calls so far: .*getMe/,
  ],
  [
    "the simulator's",
    "where the block is not reported",
    "block-not-reported",
    /Waited 4000 ms for 2 matching requests?, got 1/,
  ],
  [
    "the sandbox's",
    "where the start is not reported",
    "start-not-reported",
    /Waited 4000 ms for 1 matching requests?, got 0/,
  ],
])("%s example fails %s", (_whose, _where, name, reason) => {
  expect(results.get(name)).toEqual({ status: "failed", failures: expect.stringMatching(reason) });
});

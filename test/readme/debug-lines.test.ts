import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createTracker } from "@bot-tracker/core";
import { expect, onTestFinished, test } from "vitest";
import { startSandbox } from "../../packages/sandbox/src/index.ts";
import { privateStart } from "../support/updates.ts";
import { codeBlocks } from "./markdown.ts";

const read = (path: string): string => readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)), "utf8");

/** Milliseconds, the sandbox's address and the outbox's place differ from run to run. */
const stable = (text: string): string =>
  text
    .replaceAll(/\d+ ms/g, "<ms>")
    .replace(/ at https?:\/\/[\w.:-]+\. /, " at <address>. ")
    .replace(/wait in \S+\.$/m, "wait in <place>.");

test("both READMEs show what debug logs of a start", async () => {
  const sandbox = await startSandbox({ keys: ["key"] });
  onTestFinished(() => sandbox.close());
  const lines: string[] = [];
  const log = (line: string): void => void lines.push(line);
  const tracker = createTracker({
    tgtrack: { apiKey: "key", url: `${sandbox.url}/v1` },
    howUsedBot: false,
    outbox: "memory",
    botId: 7_000_000_001,
    debug: true,
    logger: { debug: log, warn: log, error: log },
  });

  tracker.handleUpdate(
    privateStart({ updateId: 1, userId: 42, payload: "PJ123", date: Math.floor(Date.now() / 1_000) }),
  );
  await tracker.close({ timeoutMs: 30_000 });

  for (const path of ["README.md", "README.ru.md"]) {
    const [shown = ""] = codeBlocks(read(path))
      .map(({ code }) => code)
      .filter((code) => code.startsWith("[bot-tracker]"));
    expect(lines.map(stable)).toEqual(stable(shown).split("\n"));
  }
});

/**
 * Uses the packages as they are published where the workspace's own tests cannot: in Jest with its defaults, and on a
 * Node that is too old, which has to be told so. What that needs is installed from a lockfile of its own. The packages
 * have to be built.
 */
import { cpSync, existsSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { installLocked, makeOutsideFolder, unpackPackages } from "./packages/outside-folder.ts";
import { runProgram } from "./packages/run-program.ts";

const SOURCE = resolve("test/outside/consumers");
const folder = makeOutsideFolder("consumers");
process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
installLocked(SOURCE, folder);
unpackPackages(folder);
cpSync(join(SOURCE, "bot.test.js"), join(folder, "bot.test.js"));

/** What a program does with the packages, and what it has to print on the Node that is too old. */
const refused: readonly (readonly [name: string, use: string])[] = [
  ["core", `m.createTracker({ tgtrack: "key" })`],
  ["grammy", `m.tracker({ tgtrack: "key" })`],
  ["telegraf", `m.tracker({ tgtrack: "key" })`],
  ["node-telegram-bot-api", `m.tracker({ tgtrack: "key" })`],
  ["max", `m.tracker({ tgtrack: "key" })`],
  ["redis", `m`],
  ["sandbox", `m.startSandbox({ port: 0 })`],
  ["cli", `m.runCli(["status"])`],
];

/** Faults in what the old Node is told, one sentence each. */
function oldNodeFaults(node: string): string[] {
  return refused.flatMap(([name, use]) =>
    ([".cjs", ".mjs"] as const).flatMap((ending) => {
      const module = `"@bot-tracker/${name}"`;
      const load = ending === ".cjs" ? `require(${module})` : `await import(${module})`;
      const program = join(folder, `old-${name}${ending}`);
      writeFileSync(
        program,
        `(async () => { const m = ${load}; await ${use}; console.log("loaded"); })().catch((error) => console.log(error.message));`,
      );
      const { output } = runProgram(node, [program], folder);
      // What the package for Redis exports says nothing before a tracker is made with it.
      const expected = name === "redis" ? /^loaded$/ : /Node 22\.19 or newer/;
      return expected.test(output)
        ? []
        : [`${name} as ${ending} should name the Node that it needs, but said: ${output}`];
    }),
  );
}

const jest = runProgram(process.execPath, ["node_modules/jest/bin/jest.js"], folder);
console.log(jest.output);
const oldNode = join(folder, "node_modules/.bin/node");
const faults = existsSync(oldNode) ? oldNodeFaults(oldNode) : [];
console.log(
  existsSync(oldNode) ? `Node 18: ${faults.length} faults` : "Node 18 is left out: it comes for Linux on x64 only.",
);
for (const fault of faults) console.log(fault.replace(/^/gm, "  "));
if (!jest.ok || faults.length > 0) process.exitCode = 1;

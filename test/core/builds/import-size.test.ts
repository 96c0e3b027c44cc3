import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { expect, test } from "vitest";
import { builtPackages } from "../../support/built-packages.ts";
import { GENEROUS } from "../../support/generous.ts";

const TIMEOUT = { timeout: 4 * GENEROUS.timeoutMs };

const outputOf = (program: string, cwd: string): string =>
  execFileSync(process.execPath, ["--input-type=commonjs", "-e", program], { cwd, encoding: "utf8" });

/** The names of the files that `load`, an expression, makes Node read, and their size together. */
function readBy(load: string, dist: string): { files: string[]; kilobytes: number } {
  const program = `
    const read = new Set();
    require("node:module").registerHooks({
      load: (url, context, next) => (read.add(url), next(url, context)),
    });
    Promise.resolve(${load}).then(() => console.log(JSON.stringify([...read])));
  `;
  const urls: string[] = JSON.parse(outputOf(program, dist));
  const files = urls.filter((url) => url.startsWith("file:")).map((url) => basename(url));
  const bytes = files.reduce((sum, file) => sum + readFileSync(join(dist, file)).length, 0);
  return { files: files.sort(), kilobytes: bytes / 1000 };
}

// Most of what an import costs is that the code is read. Whoever passes these limits adds half a millisecond for each
// 10 kB to the start of every bot; whoever has shortened the code brings them down. Building takes most of the test, so
// that all of it is one.
test("importing core reads at most 360 kB in 2 files, and its stack traces name functions", TIMEOUT, async () => {
  const dist = join(await builtPackages("core"), "node_modules/@bot-tracker/core/dist");

  const imported = readBy('import("./index.js")', dist);
  expect(imported.files).toEqual(["index-parts.js", "index.js"]);
  expect(imported.kilobytes).toBeLessThan(360);

  const required = readBy('require("./index.cjs")', dist);
  expect(required.files).toEqual(["index-parts.cjs", "index.cjs"]);
  expect(required.kilobytes).toBeLessThan(351);
  // Each would be a function to read, to make and to call.
  expect(readFileSync(join(dist, "index-parts.cjs"), "utf8")).not.toContain("get: function");

  const adapter = readBy('import("./index.js").then(() => import("./adapter-kit.js"))', dist);
  expect(adapter.files).toEqual(["adapter-kit.js", "index-parts.js", "index.js"]);
  expect(adapter.kilobytes - imported.kilobytes).toBeLessThan(1);

  // What a Worker's bundler takes what it needs from.
  const workers = ["index-parts.js", "workers-adapter-kit.js", "workers-parts.js"];
  expect(readBy('import("./workers-adapter-kit.js")', dist).files).toEqual(workers);

  for (const load of ['import("./index.js")', 'require("./index.cjs")']) {
    const said = outputOf(
      `Promise.resolve(${load}).then(({ createTracker }) => {
        try { createTracker({ tgtrack: 1 }) } catch (error) { console.log(error.constructor.name, error.stack) }
      })`,
      dist,
    );
    expect(said).toMatch(/^TrackerConfigError TrackerConfigError: /);
    for (const name of ["checkOptions", "buildTracker", "createTracker"]) {
      expect(said).toMatch(new RegExp(`at (?:Object\\.)?${name} `));
    }
  }
});

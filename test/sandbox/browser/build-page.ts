import { globSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const SANDBOX = fileURLToPath(new URL("../../../packages/sandbox", import.meta.url));
const BUILT = join(SANDBOX, "dist/web/index.html");

/** What the tests need of vite, which is the sandbox's own dependency and not theirs. */
interface Vite {
  build(options: { root: string; logLevel: "warn" }): Promise<unknown>;
}

/** Builds the sandbox's page where it was not built since it was last changed, so that a fresh clone can be tested. */
export async function buildPage(): Promise<void> {
  const builtAt = changedAt(BUILT);
  const sources = ["page/**/*.*", "package.json"].flatMap((pattern) => globSync(join(SANDBOX, pattern)));
  if (sources.every((path) => changedAt(path) < builtAt)) return;
  const path = createRequire(join(SANDBOX, "package.json")).resolve("vite");
  const vite: Vite = await import(pathToFileURL(path).href);
  await vite.build({ root: join(SANDBOX, "page"), logLevel: "warn" });
}

function changedAt(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

import { execFile } from "node:child_process";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { isCommonJs } from "./bots.ts";
import type { BundleRecipe } from "./bundle-recipes.ts";

/** Follows a recipe in a new folder of `app`. Returns the files that it made, package.json left out. */
export async function makeBundle(app: string, name: string, { command, files }: BundleRecipe, source: string) {
  const folder = join(app, name);
  mkdirSync(folder);
  const written = {
    "package.json": JSON.stringify({ type: isCommonJs(source) ? "commonjs" : "module" }),
    "bot.js": source,
    ...files,
  };
  for (const [file, text] of Object.entries(written)) writeFileSync(join(folder, file), text);
  const path = [join(app, "node_modules/.bin"), process.env["PATH"]].join(delimiter);
  await promisify(execFile)("bash", ["-c", command], { cwd: folder, env: { ...process.env, PATH: path } });
  return {
    folder: join(folder, "dist"),
    files: readdirSync(join(folder, "dist")).filter((file) => file !== "package.json"),
  };
}

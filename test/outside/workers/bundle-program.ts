import { cpSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { inject } from "vitest";

/**
 * One module out of a program in `programs` and the packages as published, as `wrangler deploy` makes it: by the
 * conditions that it gives esbuild.
 */
export function bundleProgram(program: string): Promise<string> {
  return bundleFile(fileURLToPath(new URL(`programs/${program}.ts`, import.meta.url)));
}

/** The same of any file, with those beside it. */
export async function bundleFile(path: string): Promise<string> {
  const folder = inject("packedFolder");
  const copy = join(folder, basename(dirname(path)));
  cpSync(dirname(path), copy, { recursive: true });
  const { outputFiles } = await build({
    entryPoints: [join(copy, basename(path))],
    bundle: true,
    write: false,
    format: "esm",
    target: "es2022",
    conditions: ["workerd", "worker", "browser"],
    external: ["cloudflare:*"],
    logLevel: "silent",
  });
  const [output] = outputFiles;
  if (output === undefined) throw new Error("esbuild made nothing");
  return output.text;
}

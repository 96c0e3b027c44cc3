import { cpSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { inject } from "vitest";
import { bundleForWorkers } from "./bundle-for-workers.ts";

/**
 * One module out of a program in `programs` and the packages as published.
 */
export function bundleProgram(program: string): Promise<string> {
  return bundleFile(fileURLToPath(new URL(`programs/${program}.ts`, import.meta.url)));
}

/** The same of any file, with those beside it. */
export async function bundleFile(path: string): Promise<string> {
  const folder = inject("packedFolder");
  const copy = join(folder, basename(dirname(path)));
  cpSync(dirname(path), copy, { recursive: true });
  return bundleForWorkers(join(copy, basename(path)));
}

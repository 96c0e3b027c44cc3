import { globSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { preProcessFile } from "typescript-5";
import { entryNames, type PublicPackage } from "./public-package.ts";

/**
 * Takes out of a package's `dist` the declarations that none of its entries leads to: those of the engine's inside are
 * nearly half of all, and every install would carry them.
 */
export function pruneDeclarations({ folder, manifest }: PublicPackage): void {
  const dist = join(folder, "dist");
  const reached = new Set<string>();
  for (const name of entryNames(manifest)) follow(join(dist, `${name}.d.ts`), reached);
  for (const file of globSync("**/*.d.ts", { cwd: dist })) {
    const path = join(dist, file);
    if (!reached.has(path)) rmSync(path);
  }
}

function follow(path: string, reached: Set<string>): void {
  if (reached.has(path)) return;
  reached.add(path);
  for (const { fileName } of preProcessFile(readFileSync(path, "utf8")).importedFiles) {
    if (fileName.startsWith(".")) follow(join(dirname(path), fileName.replace(/\.ts$/, ".d.ts")), reached);
  }
}

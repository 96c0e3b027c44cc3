import { existsSync, mkdirSync, realpathSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { type PublicPackage, ROOT } from "./public-package.ts";

/**
 * Links what the packages depend on from where the workspace has it, so that nothing is downloaded. Optional peers are
 * left out: without them every package has to be importable too.
 */
export function linkDependencies(packages: readonly PublicPackage[], nodeModules: string): void {
  for (const { folder, manifest } of packages) {
    const { dependencies, peerDependencies, peerDependenciesMeta } = manifest;
    for (const name of Object.keys({ ...dependencies, ...peerDependencies })) {
      if (peerDependenciesMeta?.[name]?.optional) continue;
      link(join(folder, "node_modules", name), join(nodeModules, name));
    }
  }
  link(join(ROOT, "node_modules/@types/node"), join(nodeModules, "@types/node"));
}

function link(target: string, path: string): void {
  if (existsSync(path)) return;
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(realpathSync(target), path, "junction");
}

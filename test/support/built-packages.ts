import { mkdirSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { bundlePackage } from "../../.ci/packages/bundle-package.ts";
import { linkDependencies } from "../../.ci/packages/link-dependencies.ts";
import { publicPackages } from "../../.ci/packages/public-package.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/**
 * A folder whose programs import the packages of those folders of `packages` as they are published, in both formats, but
 * without types.
 */
export async function builtPackages(...names: string[]): Promise<string> {
  const folder = temporaryFolder();
  const nodeModules = join(folder, "node_modules");
  const wanted = publicPackages().filter((source) => names.includes(basename(source.folder)));
  for (const source of wanted) {
    const { publishConfig, ...manifest } = source.manifest;
    const published = join(nodeModules, manifest.name);
    mkdirSync(published, { recursive: true });
    writeFileSync(join(published, "package.json"), JSON.stringify({ ...manifest, ...publishConfig }));
    await bundlePackage(source, resolve(published, "dist"));
  }
  linkDependencies(wanted, nodeModules);
  return folder;
}

import { mkdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundlePackage } from "../../../.ci/packages/bundle-package.ts";
import { linkDependencies } from "../../../.ci/packages/link-dependencies.ts";
import { publicPackages } from "../../../.ci/packages/public-package.ts";
import { publishDeclarations } from "../../../.ci/packages/publish-declarations.ts";
import { mustRun } from "../../../.ci/packages/run-program.ts";
import { packTarball, type Tarball } from "../../../.ci/packages/tarball.ts";

/** Packages as the registry would get them. */
export interface PublishedPackages {
  /** A folder whose programs can import them. */
  folder: string;
  /** By the package's name. */
  tarballs: ReadonlyMap<string, Tarball>;
}

/**
 * Builds what has changed, packs the packages of those folders of `packages` and unpacks them into `folder`, with what
 * they depend on beside them.
 */
export async function publishInto(folder: string, names: readonly string[]): Promise<PublishedPackages> {
  const wanted = publicPackages().filter((source) => names.includes(basename(source.folder)));
  const compiler = join(dirname(fileURLToPath(import.meta.resolve("typescript/package.json"))), "bin/tsc");
  // Without a clean start, unlike the build of a release: others may be using what stands there.
  mustRun(process.execPath, [compiler, "--build", ...wanted.map((source) => source.folder)], folder);
  for (const source of wanted) {
    await bundlePackage(source);
    publishDeclarations(source);
  }
  const nodeModules = join(folder, "node_modules");
  mkdirSync(nodeModules, { recursive: true });
  const tarballs = wanted.map((source) => packTarball(source, folder, nodeModules));
  linkDependencies(wanted, nodeModules);
  return { folder, tarballs: new Map(tarballs.map((tarball) => [tarball.manifest.name, tarball])) };
}

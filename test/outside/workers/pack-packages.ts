import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { linkDependencies } from "../../../.ci/packages/link-dependencies.ts";
import { publicPackages } from "../../../.ci/packages/public-package.ts";
import { packTarball } from "../../../.ci/packages/tarball.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Has every package's tarball, and a node_modules with all of them as published and what they depend on. */
    packedFolder: string;
  }
}

/** Packs all packages, once for the tests of all folders. */
export default function packPackages({ provide }: TestProject): () => void {
  const packages = publicPackages();
  const unbuilt = packages.filter(({ folder }) => !existsSync(join(folder, "dist")));
  if (unbuilt.length > 0) throw new Error('There is nothing to pack: run "pnpm run build" first.');
  const folder = mkdtempSync(join(tmpdir(), "bot-tracker-outside-"));
  const nodeModules = join(folder, "node_modules");
  mkdirSync(nodeModules);
  for (const source of packages) packTarball(source, folder, nodeModules);
  linkDependencies(packages, nodeModules);
  provide("packedFolder", folder);
  return () => rmSync(folder, { recursive: true });
}

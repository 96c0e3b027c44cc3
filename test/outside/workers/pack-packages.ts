import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { linkDependencies } from "../../../.ci/packages/link-dependencies.ts";
import { makeOutsideFolder, unpackPackages } from "../../../.ci/packages/outside-folder.ts";
import { publicPackages } from "../../../.ci/packages/public-package.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Has a node_modules with all packages as published and what they depend on. */
    packedFolder: string;
  }
}

/** Packs all packages, once for the tests of all folders. */
export default function packPackages({ provide }: TestProject): () => void {
  const packages = publicPackages();
  const unbuilt = packages.filter(({ folder }) => !existsSync(join(folder, "dist")));
  if (unbuilt.length > 0) throw new Error('There is nothing to pack: run "pnpm run build" first.');
  const folder = makeOutsideFolder("workers");
  unpackPackages(folder);
  linkDependencies(packages, join(folder, "node_modules"));
  provide("packedFolder", folder);
  return () => rmSync(folder, { recursive: true });
}

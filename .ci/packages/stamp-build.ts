import { createHash } from "node:crypto";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "rolldown";
import type { PublicPackage } from "./public-package.ts";

const UNSTAMPED = "import.meta.url";

/**
 * Puts a hash of the package's version and sources into `build-id.ts`: what its two builds have in common, and what
 * tells them from those of any other version.
 */
export function stampBuild(source: PublicPackage): Plugin {
  return {
    name: "stamp-build",
    transform(code, id) {
      if (!id.endsWith("/build-id.ts") && !id.endsWith("\\build-id.ts")) return null;
      if (code.split(UNSTAMPED).length !== 2) throw new Error(`${id} should hold ${UNSTAMPED} once, to be replaced.`);
      return code.replace(UNSTAMPED, JSON.stringify(hashOf(source)));
    },
  };
}

function hashOf({ folder, manifest }: PublicPackage): string {
  const hash = createHash("sha256").update(manifest.version ?? "");
  for (const path of globSync("src/**/*.ts", { cwd: folder }).sort()) hash.update(readFileSync(join(folder, path)));
  return hash.digest("hex").slice(0, 16);
}

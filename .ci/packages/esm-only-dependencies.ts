import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { PublicPackage } from "./public-package.ts";

/**
 * The dependencies that come as ES modules alone. CommonJS that is run by Jest, by Electron or by a bundler's leave can
 * load none, so that its build has to hold them.
 */
export function esmOnlyDependencies({ folder, manifest }: PublicPackage): string[] {
  return Object.keys(manifest.dependencies ?? {}).filter((name) => {
    if (manifest.dependencies?.[name]?.startsWith("workspace:")) return false;
    const { type, exports } = JSON.parse(readFileSync(join(folder, "node_modules", name, "package.json"), "utf8"));
    return type === "module" && !JSON.stringify(exports ?? {}).includes('"require"');
  });
}

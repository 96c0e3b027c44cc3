import { cpSync, mkdirSync, mkdtempSync, realpathSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { publicPackages } from "./public-package.ts";
import { mustRun } from "./run-program.ts";
import { packTarball } from "./tarball.ts";

/** A folder outside of the workspace, so that nothing in it finds the workspace's packages. */
export function makeOutsideFolder(name: string): string {
  return realpathSync(mkdtempSync(join(tmpdir(), `bot-tracker-${name}-`)));
}

/** Installs what the lockfile in `source` names into `folder`, and what is read beside it. */
export function installLocked(source: string, folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const name of ["package.json", "pnpm-lock.yaml", "pnpm-workspace.yaml"]) {
    cpSync(join(source, name), join(folder, name));
  }
  mustRun("pnpm", ["install", "--frozen-lockfile"], folder);
}

/** Packs packages of the workspace as they are published, all by default, and unpacks them into a `node_modules`. */
export function unpackPackages(folder: string, names?: readonly string[]): void {
  const tarballs = join(folder, "tarballs");
  mkdirSync(tarballs);
  for (const source of publicPackages()) {
    if (names?.includes(source.manifest.name) ?? true) packTarball(source, tarballs, join(folder, "node_modules"));
  }
}

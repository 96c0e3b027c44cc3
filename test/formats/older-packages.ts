import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

const DEPENDENCIES = join(import.meta.dirname, "../node_modules");

/** The packages as a commit had them, in one file that can be imported. `remove` when nothing uses it any more. */
export function unpackOlderPackages(commit: string): { path: string; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), "bot-tracker-packages-"));
  const path = join(folder, "packages.mjs");
  const packed = join(import.meta.dirname, "older-packages", `${commit}.mjs.gz`);
  writeFileSync(path, gunzipSync(readFileSync(packed)));
  symlinkSync(DEPENDENCIES, join(folder, "node_modules"), "junction");
  return { path, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

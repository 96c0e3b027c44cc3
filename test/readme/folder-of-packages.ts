import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

/** A folder for one test in which a program finds the packages: inside test/, which has all of them. */
export function folderOfPackages(): string {
  const artifacts = fileURLToPath(new URL("../.artifacts", import.meta.url));
  mkdirSync(artifacts, { recursive: true });
  const folder = mkdtempSync(join(artifacts, "readme-"));
  onTestFinished(() => rmSync(folder, { recursive: true, maxRetries: 3 }));
  return folder;
}

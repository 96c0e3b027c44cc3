import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import { codeBlocks } from "./markdown.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** The first TypeScript example of a text, imported as it stands from where a bot's dependencies are found. */
export async function importExample<Exports>(path: string): Promise<Exports> {
  const example = codeBlocks(readFileSync(join(root, path), "utf8")).find(({ language }) => language === "ts");
  if (example === undefined) throw new Error(`${path} has no TypeScript example.`);
  const artifacts = join(root, "test", ".artifacts");
  mkdirSync(artifacts, { recursive: true });
  const folder = mkdtempSync(join(artifacts, "example-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "example.ts");
  writeFileSync(file, example.code);
  return (await import(file)) as Exports;
}

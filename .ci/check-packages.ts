import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { importFaults, linkDependencies } from "./packages/consumers.ts";
import { publicPackages } from "./packages/public-package.ts";
import { runProgram } from "./packages/run-program.ts";
import { contentFaults, packTarball, type Tarball } from "./packages/tarball.ts";

const maxCoreBytes = 200 * 1000;
const oldestNode = resolve("test/runtimes/node-22/node_modules/.bin/node");

/** Every fault of one packed package, one sentence each. */
function faultsOf(tarball: Tarball, consumerFolder: string, nodes: readonly string[]): string[] {
  const { manifest, file, bytes, unpacked } = tarball;
  const faults = contentFaults(tarball);
  if (manifest.name === "@bot-tracker/core" && bytes > maxCoreBytes) {
    faults.push(`It should have at most ${maxCoreBytes} bytes, but has ${bytes}.`);
  }
  const checkers = [
    ["publint", "--strict", file],
    // The rule left out does not know that every supported Node can require an ES module; the consumers show it.
    ["attw", "--no-emoji", "--ignore-rules", "cjs-resolves-to-esm", "--", file],
  ] as const;
  for (const [program, ...args] of checkers) {
    const { ok, output } = runProgram(program, args, consumerFolder);
    if (!ok) faults.push(`${program} finds fault with it.\n${output}`);
  }
  for (const [command, path] of Object.entries(manifest.bin ?? {})) {
    const { ok, output } = runProgram(process.execPath, [join(unpacked, path), "--help"], consumerFolder);
    if (!ok || output === "") faults.push(`"${command} --help" should print how it is used, but printed:\n${output}`);
  }
  return [...faults, ...importFaults(manifest.name, consumerFolder, nodes)];
}

const packages = publicPackages();
const unbuilt = packages.filter(({ folder }) => !existsSync(join(folder, "dist")));
if (unbuilt.length > 0) throw new Error(`Nothing to pack in ${unbuilt.length} packages: run "pnpm run build" first.`);

const folder = mkdtempSync(join(tmpdir(), "check-packages-"));
try {
  const nodeModules = join(folder, "node_modules");
  mkdirSync(nodeModules);
  // All are unpacked before the first is checked, since they import each other.
  const tarballs = packages.map((source) => packTarball(source, folder, nodeModules));
  linkDependencies(packages, nodeModules);
  const nodes = [process.execPath, ...(existsSync(oldestNode) ? [oldestNode] : [])];
  for (const tarball of tarballs) {
    const faults = faultsOf(tarball, folder, nodes);
    const size = `${tarball.paths.length} files, ${tarball.bytes} bytes packed`;
    console.log(`${faults.length === 0 ? "ok  " : "FAIL"} ${tarball.manifest.name} (${size})`);
    for (const fault of faults) console.log(fault.replace(/^/gm, "     "));
    if (faults.length > 0) process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true });
}

import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { importFaults } from "./packages/consumers.ts";
import { linkDependencies } from "./packages/link-dependencies.ts";
import { publicPackages } from "./packages/public-package.ts";
import { runProgram } from "./packages/run-program.ts";
import { contentFaults, packTarball, type Tarball } from "./packages/tarball.ts";

/** The most that a package may have: to be downloaded, what each module format needs of that, and on the disk. */
const maxBytes: Readonly<Record<string, { packed?: number; perFormat?: number; unpacked?: number }>> = {
  "@bot-tracker/core": { perFormat: 200_000 },
  "@bot-tracker/sandbox": { packed: 2_000_000, unpacked: 2_000_000 },
};
const oldestNode = resolve("test/runtimes/node-22/node_modules/.bin/node");

/** Every fault of one packed package, one sentence each. */
function faultsOf(tarball: Tarball, consumerFolder: string): string[] {
  const { manifest, file, bytes, formatBytes, unpackedBytes, unpacked } = tarball;
  const faults = contentFaults(tarball);
  const no = Number.POSITIVE_INFINITY;
  const { packed = no, perFormat = no, unpacked: onDisk = no } = maxBytes[manifest.name] ?? {};
  for (const [ending, size] of Object.entries(formatBytes)) {
    if (size > perFormat)
      faults.push(`With its ${ending} files alone it should have at most ${perFormat} bytes packed.`);
  }
  if (bytes > packed) faults.push(`It should have at most ${packed} bytes packed.`);
  if (unpackedBytes > onDisk) faults.push(`It should have at most ${onDisk} bytes unpacked.`);
  const checkers = [
    ["publint", "--strict", file],
    ["attw", "--no-emoji", "--", file],
  ] as const;
  for (const [program, ...args] of checkers) {
    const { ok, output } = runProgram(program, args, consumerFolder);
    if (!ok) faults.push(`${program} finds fault with it.\n${output}`);
  }
  const commands = Object.entries(manifest.bin ?? {});
  // Where there are several, "npx @bot-tracker/…" does not know which one is meant.
  if (commands.length > 1) faults.push(`It should have one command, but has ${commands.length}.`);
  for (const [command, path] of commands) {
    const { ok, output } = runProgram(process.execPath, [join(unpacked, path), "--help"], consumerFolder);
    if (!ok || output === "") faults.push(`"${command} --help" should print how it is used, but printed:\n${output}`);
  }
  return faults;
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
    const faults = faultsOf(tarball, folder);
    const { paths, bytes, formatBytes, unpackedBytes } = tarball;
    const size =
      `${paths.length} files, ${bytes} bytes packed (${formatBytes[".js"]} with .js alone, ` +
      `${formatBytes[".cjs"]} with .cjs alone), ${unpackedBytes} unpacked`;
    console.log(`${faults.length === 0 ? "ok  " : "FAIL"} ${tarball.manifest.name} (${size})`);
    for (const fault of faults) console.log(fault.replace(/^/gm, "     "));
    if (faults.length > 0) process.exitCode = 1;
  }
  const manifests = tarballs.map(({ manifest }) => manifest);
  const faults = importFaults(manifests, folder, nodes);
  console.log(`${faults.length === 0 ? "ok  " : "FAIL"} every way of importing them`);
  for (const fault of faults) console.log(fault.replace(/^/gm, "     "));
  if (faults.length > 0) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true });
}

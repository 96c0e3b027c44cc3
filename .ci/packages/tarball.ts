import { globSync, mkdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { type Manifest, type PublicPackage, readManifest } from "./public-package.ts";
import { mustRun } from "./run-program.ts";

/** A package as the registry would get it. */
export interface Tarball {
  /** Absolute path of the .tgz file. */
  readonly file: string;
  readonly bytes: number;
  /** Absolute path of the folder it was unpacked into. */
  readonly unpacked: string;
  /** Its files, relative to `unpacked`. */
  readonly paths: readonly string[];
  /** The package.json in it, which is not the workspace's: `publishConfig` and the catalog are worked in. */
  readonly manifest: Manifest;
}

/** Packs a package into `folder` and unpacks it into `nodeModules`, where programs beside that folder can import it. */
export function packTarball(source: PublicPackage, folder: string, nodeModules: string): Tarball {
  const { name } = source.manifest;
  const file = join(folder, `${name.replace("@", "").replace("/", "-")}.tgz`);
  mustRun("pnpm", ["pack", "--out", file], source.folder);
  const unpacked = join(nodeModules, name);
  mkdirSync(unpacked, { recursive: true });
  mustRun("tar", ["-xzf", file, "--strip-components=1", "-C", unpacked], folder);
  const paths = globSync("**/*", { cwd: unpacked }).filter((path) => statSync(join(unpacked, path)).isFile());
  return { file, bytes: statSync(file).size, unpacked, paths, manifest: readManifest(unpacked) };
}

const unwanted: readonly (readonly [pattern: RegExp, reason: string])[] = [
  [/\.test(-d)?\.|(^|\/)tests?\//, "a test"],
  [/\.tsbuildinfo$/, "a note of the compiler to itself"],
  [/\.map$/, "a map to a source that is not in the tarball"],
  [/(?<!\.d)\.ts$/, "a source, which Node refuses to run inside node_modules"],
];

/** What is wrong with the contents of a tarball, one sentence each. */
export function contentFaults({ paths, unpacked }: Tarball): string[] {
  const faults = paths.flatMap((path) =>
    unwanted.filter(([pattern]) => pattern.test(path)).map(([, reason]) => `It holds ${path}: ${reason}.`),
  );
  const protocol = /"(workspace|catalog):[^"]*"/.exec(readFileSync(join(unpacked, "package.json"), "utf8"));
  if (protocol) faults.push(`Its package.json holds ${protocol[0]}, which only this workspace can resolve.`);
  if (!paths.includes("LICENSE")) faults.push("It holds no LICENSE.");
  return faults;
}

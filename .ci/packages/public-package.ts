import { globSync, readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";

/** The fields of a package.json that the package checks read. */
export interface Manifest {
  readonly name: string;
  readonly version?: string;
  readonly private?: boolean;
  readonly bin?: Readonly<Record<string, string>>;
  readonly exports?: ExportTargets;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
  /** What takes the place of the fields above it when the package is packed. */
  readonly publishConfig?: {
    readonly bin?: Readonly<Record<string, string>>;
    readonly exports?: ExportTargets;
  };
}

/** What stands in `exports`: a file, or one for each subpath or condition. */
type ExportTargets = string | { readonly [subpathOrCondition: string]: ExportTargets };

/** A package of this workspace that is published. */
export interface PublicPackage {
  /** Absolute path of its folder. */
  readonly folder: string;
  readonly manifest: Manifest;
}

export function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(resolve(folder, "package.json"), "utf8"));
}

/** The workspace's folder. Not the working folder: the tests on an older Node run in another one. */
export const ROOT: string = resolve(import.meta.dirname, "../..");

/** Every published package, by path. */
export function publicPackages(): PublicPackage[] {
  return globSync("packages/*/package.json", { cwd: ROOT })
    .sort()
    .map((path) => resolve(ROOT, dirname(path)))
    .map((folder) => ({ folder, manifest: readManifest(folder) }))
    .filter(({ manifest }) => !manifest.private);
}

/** The module formats that packages are published in, by the ending of their files. */
export type FileEnding = ".js" | ".cjs";

/** What the published package exports in one format: "index" for "./dist/index.js". */
export function exportNames({ publishConfig }: Manifest, ending: FileEnding): string[] {
  return namesOf(filesIn(publishConfig?.exports ?? {}), ending);
}

/** What the published package is entered by in one format: what it exports, and its commands. */
export function entryNames(manifest: Manifest, ending: FileEnding): string[] {
  return [...exportNames(manifest, ending), ...namesOf(Object.values(manifest.publishConfig?.bin ?? {}), ending)];
}

function filesIn(targets: ExportTargets): string[] {
  return typeof targets === "string" ? [targets] : Object.values(targets).flatMap(filesIn);
}

function namesOf(files: readonly string[], ending: FileEnding): string[] {
  const names = files.filter((file) => file.startsWith("./dist/") && file.endsWith(ending));
  return [...new Set(names.map((file) => file.slice("./dist/".length, -ending.length)))];
}

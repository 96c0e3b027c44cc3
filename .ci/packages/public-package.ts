import { globSync, readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";

/** The fields of a package.json that the package checks read. */
export interface Manifest {
  readonly name: string;
  readonly version?: string;
  readonly private?: boolean;
  readonly bin?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
  /** What takes the place of the fields above it when the package is packed. */
  readonly publishConfig?: {
    readonly bin?: Readonly<Record<string, string>>;
    readonly exports?: Readonly<Record<string, string | { readonly default: string }>>;
  };
}

/** A package of this workspace that is published. */
export interface PublicPackage {
  /** Absolute path of its folder. */
  readonly folder: string;
  readonly manifest: Manifest;
}

export function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(resolve(folder, "package.json"), "utf8"));
}

/** Every published package, by path. */
export function publicPackages(): PublicPackage[] {
  return globSync("packages/*/package.json")
    .sort()
    .map((path) => resolve(dirname(path)))
    .map((folder) => ({ folder, manifest: readManifest(folder) }))
    .filter(({ manifest }) => !manifest.private);
}

/** What the published package is entered by: "index" for "./dist/index.js". */
export function entryNames({ publishConfig }: Manifest): string[] {
  const exported = Object.values(publishConfig?.exports ?? {}).map((target) =>
    typeof target === "string" ? target : target.default,
  );
  const paths = [...exported, ...Object.values(publishConfig?.bin ?? {})];
  return paths.flatMap((path) => /^\.\/dist\/(.+)\.js$/.exec(path)?.[1] ?? []);
}

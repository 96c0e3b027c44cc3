import { globSync, mkdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { gzipSync } from "node:zlib";
import { classesOf } from "./classes-of.ts";
import { type FileEnding, type Manifest, type PublicPackage, readManifest } from "./public-package.ts";
import { mustRun } from "./run-program.ts";

/** A package as the registry would get it. */
export interface Tarball {
  /** Absolute path of the .tgz file. */
  readonly file: string;
  readonly bytes: number;
  /** What `bytes` would be about, were it published in that module format alone. */
  readonly formatBytes: Readonly<Record<FileEnding, number>>;
  /** What its files take on a user's disk. */
  readonly unpackedBytes: number;
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
  const fileName = `${name.replace("@", "").replace("/", "-")}.tgz`;
  const file = join(folder, fileName);
  mustRun("pnpm", ["pack", "--out", file], source.folder);
  const unpacked = join(nodeModules, name);
  mkdirSync(unpacked, { recursive: true });
  // Relative, because the tar of Git Bash takes the C in C:\ for a machine's name.
  mustRun("tar", ["-xzf", fileName, "--strip-components=1", "-C", slashed(relative(folder, unpacked))], folder);
  const paths = globSync("**/*", { cwd: unpacked })
    .filter((path) => statSync(join(unpacked, path)).isFile())
    .map(slashed);
  const unpackedBytes = paths.reduce((sum, path) => sum + statSync(join(unpacked, path)).size, 0);
  const without = (other: FileEnding): number =>
    gzipSync(
      Buffer.concat(
        paths
          .filter((path) => !path.endsWith(other) || path.startsWith("dist/web/"))
          .map((path) => readFileSync(join(unpacked, path))),
      ),
    ).length;
  const formatBytes = { ".js": without(".cjs"), ".cjs": without(".js") };
  const bytes = statSync(file).size;
  return { file, bytes, formatBytes, unpackedBytes, unpacked, paths, manifest: readManifest(unpacked) };
}

/** A path as it stands in a tarball, on Windows too. */
const slashed = (path: string): string => path.replaceAll("\\", "/");

const unwanted: readonly (readonly [pattern: RegExp, reason: string])[] = [
  [/\.test(-d)?\.|(^|\/)tests?\//, "a test"],
  [/\.tsbuildinfo$|^dist\/\.types\//, "a note of the compiler to itself"],
  [/\.map$/, "a map to a source that is not in the tarball"],
  [/(?<!\.d)\.c?ts$/, "a source, which Node refuses to run inside node_modules"],
];

/** What a package is of no use without, besides what it exports: files that are read while it runs, and licences. */
const needed: Readonly<Record<string, readonly RegExp[]>> = {
  "@bot-tracker/sandbox": [
    /^dist\/web\/index\.html$/,
    /^dist\/web\/assets\/.+\.js$/,
    /^dist\/web\/assets\/.+\.css$/,
    /^dist\/web\/licenses\.md$/,
  ],
};

/** What is wrong with the contents of a tarball, one sentence each. */
export function contentFaults({ paths, unpacked, manifest }: Tarball): string[] {
  const faults = paths.flatMap((path) =>
    unwanted.filter(([pattern]) => pattern.test(path)).map(([, reason]) => `It holds ${path}: ${reason}.`),
  );
  const protocol = /"(workspace|catalog):[^"]*"/.exec(readFileSync(join(unpacked, "package.json"), "utf8"));
  if (protocol) faults.push(`Its package.json holds ${protocol[0]}, which only this workspace can resolve.`);
  for (const name of ["LICENSE", "README.md"]) if (!paths.includes(name)) faults.push(`It holds no ${name}.`);
  for (const pattern of needed[manifest.name] ?? []) {
    if (!paths.some((path) => pattern.test(path))) faults.push(`It holds nothing like ${pattern.source}.`);
  }
  for (const ending of [".js", ".cjs"] as const) {
    for (const name of doubledClasses(paths, unpacked, ending)) {
      faults.push(
        `Its ${ending} files hold the class ${name} twice: what one export makes is no instance of another's.`,
      );
    }
  }
  return faults;
}

/**
 * The classes whose text stands in more than one JavaScript file of a format; two that only share a name are two classes. Those of a
 * page are apart from the rest.
 */
function doubledClasses(paths: readonly string[], unpacked: string, ending: FileEnding): string[] {
  const scripts = paths.filter((path) => path.endsWith(ending) && !path.startsWith("dist/web/"));
  const namesByText = new Map<string, string>();
  const doubled = new Set<string>();
  for (const path of scripts) {
    for (const { name, text } of classesOf(readFileSync(join(unpacked, path), "utf8"))) {
      if (namesByText.has(text)) doubled.add(name);
      namesByText.set(text, name);
    }
  }
  return [...doubled];
}

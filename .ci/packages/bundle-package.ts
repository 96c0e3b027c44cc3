import { isBuiltin } from "node:module";
import { isAbsolute, join } from "node:path";
import { type OutputChunk, rolldown } from "rolldown";
import { escapeNonAscii } from "./escape-non-ascii.ts";
import { esmOnlyDependencies } from "./esm-only-dependencies.ts";
import { inlineLua } from "./inline-lua.ts";
import { plainExports } from "./plain-exports.ts";
import { entryNames, type FileEnding, type PublicPackage } from "./public-package.ts";
import { sharedFiles } from "./shared-files.ts";
import { stampBuild } from "./stamp-build.ts";
import { writeLicenses } from "./write-licenses.ts";

/**
 * Writes a package's JavaScript to its `dist`, or another folder, as ES modules and as CommonJS: one file for each export and command, and
 * few that these share. Reading, resolving and linking a hundred small modules takes most of a bot's time to import them.
 *
 * Other packages stay imports. Of one format, a module is in one file only.
 */
export async function bundlePackage(source: PublicPackage, dist = join(source.folder, "dist")): Promise<void> {
  await bundle(source, ".js", [], dist);
  const bundled = await bundle(source, ".cjs", esmOnlyDependencies(source), dist);
  writeLicenses(dist, bundled);
}

/** Gives the absolute paths of the files of other packages that it took in. */
async function bundle(
  { folder, manifest }: PublicPackage,
  ending: FileEnding,
  dependenciesToBundle: readonly string[],
  dist: string,
): Promise<string[]> {
  const entries = entryNames(manifest, ending);
  if (entries.length === 0) throw new Error(`${manifest.name} should export a ${ending} file for each of its exports.`);
  const input = new Map(entries.map((name) => [name, join(folder, "src", `${name}.ts`)]));
  const build = await rolldown({
    cwd: folder,
    input: Object.fromEntries(input),
    external: (id, importer) => {
      if (id.startsWith(".") || isAbsolute(id)) return false;
      // What such a dependency needs itself comes with it.
      return isBuiltin(id) || !(dependenciesToBundle.includes(id) || importer?.includes("node_modules"));
    },
    platform: "node",
    plugins: [inlineLua(), stampBuild({ folder, manifest }), escapeNonAscii(), plainExports()],
    transform: { target: "node22.19" },
    // A busy machine is no fault of what is built, and every message of rolldown ends the build.
    checks: { bundlerTimings: false },
    // A line for each source file, which V8 would read too: functions and classes keep their names, by which they are found.
    experimental: { attachDebugInfo: "none" },
    onLog(_level, log) {
      throw new Error(`Bundling ${manifest.name}: ${log.message}`);
    },
  });
  try {
    const { output } = await build.write({
      dir: dist,
      format: ending === ".js" ? "esm" : "cjs",
      entryFileNames: `[name]${ending}`,
      chunkFileNames: ({ name, moduleIds }) => `${packageNameIn(moduleIds[0]) ?? name}${ending}`,
      exports: "named",
      esModule: true,
      // Where Jest runs the bot's tests, the call import() of its CommonJS is refused.
      dynamicImportInCjs: false,
      // Annotations tell the bundler of a bot what it may leave out, and what belongs into the same file.
      comments: { legal: true, annotation: true, jsdoc: false },
      codeSplitting: { groups: sharedFiles(input, loadedTogether(entries)) },
      // V8 reads every character before a bot starts. The names of classes and functions stay, and so do the lines: they
      // show in stack traces. `compress` rewrites the code, and gains too little for what it might get wrong.
      minify: { compress: false, mangle: { toplevel: true, keepNames: true }, codegen: { removeWhitespace: false } },
    });
    const chunks = output.filter((file): file is OutputChunk => file.type === "chunk");
    return chunks.flatMap(({ moduleIds }) => moduleIds.filter((id) => id.includes("node_modules")));
  } finally {
    await build.close();
  }
}

/**
 * A bot's adapter loads the package and its kit. Workers have doors of their own, which come after those of Node: what
 * both need then stands in one file for Node, and what a Worker's bundler is given too much of, it leaves out.
 */
function loadedTogether(entries: readonly string[]): string[][] {
  const groups = [/^(index|adapter-kit)$/, /^workers/].map((door) => entries.filter((name) => door.test(name)));
  const others = entries.filter((name) => !groups.flat().includes(name)).map((name) => [name]);
  return [...groups.filter((names) => names.length > 0), ...others];
}

/** The name of the package that a file comes from, or undefined for one of the workspace's. */
function packageNameIn(path = ""): string | undefined {
  return /.*[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)/.exec(path)?.[1]?.replace(/^@|[\\/]/g, "");
}

import { isAbsolute, join } from "node:path";
import { rolldown } from "rolldown";
import { inlineLua } from "./inline-lua.ts";
import { entryNames, type PublicPackage } from "./public-package.ts";

/**
 * Writes a package's JavaScript to its `dist`: one file for each export and command, and few that these share. Reading,
 * resolving and linking a hundred small modules takes most of a bot's time to import them.
 *
 * Other packages stay imports. A module is in one file only, so that an error made through one export is an instance
 * of the class that another exports. Names are kept as they are, since they show in stack traces.
 */
export async function bundlePackage({ folder, manifest }: PublicPackage): Promise<void> {
  const bundle = await rolldown({
    cwd: folder,
    input: Object.fromEntries(entryNames(manifest).map((name) => [name, join(folder, "src", `${name}.ts`)])),
    external: (id) => !id.startsWith(".") && !isAbsolute(id),
    platform: "node",
    plugins: [inlineLua()],
    transform: { target: "node22.19" },
    onLog(_level, log) {
      throw new Error(`Bundling ${manifest.name}: ${log.message}`);
    },
  });
  try {
    await bundle.write({
      dir: join(folder, "dist"),
      format: "esm",
      chunkFileNames: "[name].js",
      // Annotations tell the bundler of a bot what it may leave out, and what belongs into the same file.
      comments: { legal: true, annotation: true, jsdoc: false },
    });
  } finally {
    await bundle.close();
  }
}

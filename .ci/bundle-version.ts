/**
 * Bundles the packages of an earlier commit into one file, which tests let run beside the present ones:
 * `node .ci/bundle-version.ts <commit>`. See test/formats/README.md.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { isAbsolute, join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { rolldown } from "rolldown";
import { inlineLua } from "./packages/inline-lua.ts";
import { mustRun } from "./packages/run-program.ts";

const [commit] = process.argv.slice(2);
if (commit === undefined) throw new Error("Name the commit whose packages are to be bundled.");
const folder = mkdtempSync(join(tmpdir(), "bot-tracker-version-"));
process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
const archive = join(folder, "version.tar");
mustRun(
  "git",
  ["archive", "--output", archive, commit, "packages", "tsconfig.json", "tsconfig.base.json"],
  resolve("."),
);
mustRun("tar", ["-xf", archive, "-C", folder], folder);
writeFileSync(
  join(folder, "both.ts"),
  'export * from "./packages/core/src/index.ts";\nexport * from "./packages/redis/src/index.ts";\n',
);
const core = (name: string): string => join(folder, "packages/core/src", `${name}.ts`);
const bundle = await rolldown({
  input: join(folder, "both.ts"),
  platform: "node",
  plugins: [inlineLua()],
  external: (id) => !id.startsWith(".") && !isAbsolute(id) && !id.startsWith("@bot-tracker/"),
  resolve: {
    alias: {
      "@bot-tracker/core/outbox-kit": core("outbox-kit"),
      "@bot-tracker/core/adapter-kit": core("adapter-kit"),
      "@bot-tracker/core": core("index"),
    },
  },
  transform: { target: "node22.19" },
});
const { output } = await bundle.generate({ format: "esm", codeSplitting: false, minify: true });
await bundle.close();
writeFileSync(`test/formats/older-packages/${commit}.mjs.gz`, gzipSync(output[0].code, { level: 9 }));

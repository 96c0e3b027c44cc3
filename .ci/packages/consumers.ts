import { existsSync, mkdirSync, realpathSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { PublicPackage } from "./public-package.ts";
import { runProgram } from "./run-program.ts";

/** A way in which a bot may import the packages: what it writes, how it is compiled, what is run in the end. */
interface Consumer {
  readonly name: string;
  readonly source: string;
  readonly imports: (packageName: string) => string;
  readonly compile?: { readonly tsc: string; readonly options: readonly string[] };
  readonly program: string;
}

const esmImport = (packageName: string): string => `import * as bot from "${packageName}";`;
const tscOf = (alias: string): string =>
  join(dirname(fileURLToPath(import.meta.resolve(`${alias}/package.json`))), "bin/tsc");

const consumers: readonly Consumer[] = [
  { name: "ESM", source: "esm.mjs", imports: esmImport, program: "esm.mjs" },
  {
    name: "CommonJS",
    source: "commonjs.cjs",
    imports: (packageName) => `const bot = require("${packageName}");`,
    program: "commonjs.cjs",
  },
  {
    name: "TypeScript 7 to CommonJS, module node20",
    source: "node20.cts",
    imports: esmImport,
    compile: { tsc: tscOf("typescript"), options: ["--module", "node20"] },
    program: "node20.cjs",
  },
  {
    name: "TypeScript 5 to CommonJS, module commonjs, moduleResolution node10",
    source: "node10.ts",
    imports: esmImport,
    compile: { tsc: tscOf("typescript-5"), options: ["--module", "commonjs", "--moduleResolution", "node10"] },
    program: "node10.js",
  },
];

/**
 * Links what the packages depend on from where the workspace has it, so that nothing is downloaded. Optional peers are
 * left out: without them every package has to be importable too.
 */
export function linkDependencies(packages: readonly PublicPackage[], nodeModules: string): void {
  for (const { folder, manifest } of packages) {
    const { dependencies, peerDependencies, peerDependenciesMeta } = manifest;
    for (const name of Object.keys({ ...dependencies, ...peerDependencies })) {
      if (peerDependenciesMeta?.[name]?.optional) continue;
      link(join(folder, "node_modules", name), join(nodeModules, name));
    }
  }
  link(resolve("node_modules/@types/node"), join(nodeModules, "@types/node"));
}

function link(target: string, path: string): void {
  if (existsSync(path)) return;
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(realpathSync(target), path, "junction");
}

/** Tries every way of importing one package from `folder`, on each of `nodes`. Gives a sentence for each that fails. */
export function importFaults(packageName: string, folder: string, nodes: readonly string[]): string[] {
  return consumers.flatMap((consumer) => {
    const code = `${consumer.imports(packageName)}\nconsole.log(Object.keys(bot).length);\n`;
    writeFileSync(join(folder, consumer.source), code);
    if (consumer.compile) {
      const { tsc, options } = consumer.compile;
      const strict = ["--strict", "--skipLibCheck", "--target", "es2022", "--types", "node"];
      const compiled = runProgram(process.execPath, [tsc, ...options, ...strict, consumer.source], folder);
      if (!compiled.ok) return [`${consumer.name}: it does not compile.\n${compiled.output}`];
    }
    return nodes.flatMap((node) => {
      const { ok, output } = runProgram(node, [consumer.program], folder);
      if (!ok) return [`${consumer.name}: importing it fails on ${node}.\n${output}`];
      return Number(output) > 0 ? [] : [`${consumer.name}: it should export something, but printed "${output}".`];
    });
  });
}

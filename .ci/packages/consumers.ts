import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Manifest } from "./public-package.ts";
import { runProgram } from "./run-program.ts";

/** A way in which a bot may import the packages: what it writes, how it is compiled, what is run in the end. */
interface Consumer {
  readonly name: string;
  readonly source: string;
  readonly compile?: { readonly tsc: string; readonly options: readonly string[] };
  readonly program: string;
}

const tscOf = (alias: string): string =>
  join(dirname(fileURLToPath(import.meta.resolve(`${alias}/package.json`))), "bin/tsc");
const by = (alias: string, module: string): NonNullable<Consumer["compile"]> => ({
  tsc: tscOf(alias),
  options: ["--module", module, ...(module === "commonjs" ? ["--moduleResolution", "node"] : [])],
});

/** TypeScript 4.7 is the oldest one that the docs name. */
const consumers: readonly Consumer[] = [
  { name: "ESM", source: "esm.mjs", program: "esm.mjs" },
  { name: "CommonJS", source: "commonjs.cjs", program: "commonjs.cjs" },
  ...[
    { name: "TypeScript 7, module node20", source: "new-node20.cts", compile: by("typescript", "node20") },
    { name: "TypeScript 7, module nodenext", source: "new-next.mts", compile: by("typescript", "nodenext") },
    { name: "TypeScript 5, module node18", source: "node18.cts", compile: by("typescript-5", "node18") },
    { name: "TypeScript 5, module commonjs", source: "node10.ts", compile: by("typescript-5", "commonjs") },
    { name: "TypeScript 4.7, module node16", source: "old.cts", compile: by("typescript-4-7", "node16") },
    { name: "TypeScript 4.7, module node16, ESM", source: "old.mts", compile: by("typescript-4-7", "node16") },
    { name: "TypeScript 4.7, module commonjs", source: "old10.ts", compile: by("typescript-4-7", "commonjs") },
  ].map((consumer) => ({ ...consumer, program: consumer.source.replace(/ts$/, "js") })),
];

/** Tries every way of importing all exports of these packages from `folder`, on each of `nodes`. */
export function importFaults(packages: readonly Manifest[], folder: string, nodes: readonly string[]): string[] {
  const imported = packages.flatMap(exportedModules);
  const optional = packages.flatMap(({ peerDependenciesMeta }) => Object.keys(peerDependenciesMeta ?? {}));
  return consumers.flatMap((consumer) => {
    writeFileSync(join(folder, consumer.source), sourceOf(consumer, imported));
    const faults = consumer.compile ? compileFaults(consumer, optional, folder) : [];
    if (faults.length > 0) return [`${consumer.name}: its compiler cannot read the types.\n${faults.join("\n")}`];
    return nodes.flatMap((node) => {
      const { ok, output } = runProgram(node, [consumer.program], folder);
      return ok && output === "imported" ? [] : [`${consumer.name}: importing fails on ${node}.\n${output}`];
    });
  });
}

/** Such as "@bot-tracker/core/outbox-kit". */
function exportedModules({ name, exports }: Manifest): string[] {
  const subpaths = Object.keys(typeof exports === "object" ? exports : {});
  return subpaths.filter((subpath) => !subpath.endsWith(".json")).map((subpath) => name + subpath.slice(1));
}

function sourceOf({ source, compile }: Consumer, imported: readonly string[]): string {
  const lines = imported.map((module, index) =>
    source.endsWith(".cjs")
      ? `const m${index} = require("${module}");`
      : `import * as m${index} from "${module}";${compile ? `\nconst any${index}: NoneIsAny<typeof m${index}> = true;` : ""}`,
  );
  const all = imported.map((_, index) => `m${index}`).join(", ");
  // What a declaration imports and cannot be found is silently `any` for whoever skips the check of libraries.
  const types = `
type IsAny<T> = 0 extends 1 & T ? true : false;
type AnyIn<T> = { [K in keyof T]: IsAny<T[K]> extends true ? K : never }[keyof T];
type NoneIsAny<T> = [AnyIn<T>] extends [never] ? true : AnyIn<T>;
`;
  return `${compile ? types : ""}${lines.join("\n")}
for (const each of [${all}]) if (Object.keys(each).length === 0) throw new Error("It exports nothing.");
console.log("imported");
`;
}

/**
 * Faults of the source, and of the packages' declarations as far as they cannot be read: their syntax is too new, or
 * what they import is not found. Those of other libraries are not this check's.
 */
function compileFaults({ source, compile }: Consumer, optional: readonly string[], folder: string): string[] {
  if (compile === undefined) return [];
  const options = [...compile.options, "--strict", "--target", "es2022", "--types", "node"];
  const { output } = runProgram(process.execPath, [compile.tsc, ...options, source], folder);
  const lines = output.split("\n");
  const own = lines.filter((line) => line.startsWith(source));
  const declarations = lines.filter(
    (line) =>
      line.startsWith("node_modules/@bot-tracker/") &&
      /error TS(1\d{3}|2305|2307|2691|2834|2835|5097|7016):/.test(line) &&
      !optional.some((name) => line.includes(`'${name}'`)),
  );
  return [...own, ...declarations];
}

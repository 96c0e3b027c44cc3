import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { preProcessFile } from "typescript-5";
import { exportNames, type PublicPackage } from "./public-package.ts";

/**
 * Writes the declarations that the exports of a package lead to into its `dist`. Those of the engine's inside are nearly
 * half of what the compiler left in `dist/.types`, and every install would carry them.
 *
 * What is exported as an ES module alone, for Workers, has the types of what it takes the place of.
 *
 * They are written once, as CommonJS (`.d.cts`): a class that is declared twice is two types, and a program with both
 * formats in it could not give an object of one to the other. ES modules get a file for each export that re-exports it.
 * Specifiers end in `.cjs`, since TypeScript before 5.0 finds nothing at one that ends in `.ts`.
 */
export function publishDeclarations({ folder, manifest }: PublicPackage): void {
  const dist = join(folder, "dist");
  const written = new Set<string>();
  const names = exportNames(manifest, ".cjs");
  for (const name of names) {
    writeWithImports(dist, `${name}.d.ts`, written);
    writeFileSync(join(dist, `${name}.d.ts`), `export * from "./${name}.cjs";\n`);
  }
}

function writeWithImports(dist: string, path: string, written: Set<string>): void {
  if (written.has(path)) return;
  written.add(path);
  const declarations = readFileSync(join(dist, ".types", path), "utf8");
  let published = "";
  let from = 0;
  const imports = preProcessFile(declarations).importedFiles.toSorted((a, b) => a.pos - b.pos);
  for (const { fileName, pos } of imports) {
    if (!fileName.startsWith(".")) continue;
    writeWithImports(dist, join(dirname(path), fileName.replace(/\.ts$/, ".d.ts")), written);
    published += declarations.slice(from, pos) + JSON.stringify(fileName.replace(/\.ts$/, ".cjs"));
    // The place is that of the opening quote.
    from = pos + fileName.length + 2;
  }
  const target = join(dist, path.replace(/\.d\.ts$/, ".d.cts"));
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, published + declarations.slice(from));
}

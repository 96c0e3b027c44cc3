import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Writes the licences of the packages that these files belong to into a package's folder of JavaScript, as they ask for. */
export function writeLicenses(dist: string, files: readonly string[]): void {
  const packages = [...new Set(files.map(packageOf))].sort();
  if (packages.length === 0) return;
  const sections = packages.map((path) => {
    const { name, version, license } = JSON.parse(readFileSync(join(path, "package.json"), "utf8"));
    const file = readdirSync(path).find((entry) => /^licen[cs]e/i.test(entry));
    if (file === undefined) throw new Error(`${name} comes without its licence, which has to be published with it.`);
    return `## ${name} - ${version} (${license})\n\n${readFileSync(join(path, file), "utf8").trim()}\n`;
  });
  writeFileSync(join(dist, "licenses.md"), `# Licenses\n\nThe CommonJS build holds these:\n\n${sections.join("\n")}`);
}

/** The folder of the package that a file belongs to. */
function packageOf(file: string): string {
  let folder = dirname(file);
  while (!existsSync(join(folder, "package.json"))) folder = dirname(folder);
  return folder;
}

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../../../.ci/packages/public-package.ts";
import { codeBlocks } from "../../readme/markdown.ts";

const blocks = (path: string, language: string): string[] =>
  codeBlocks(readFileSync(join(ROOT, path), "utf8"))
    .filter((block) => block.language === language)
    .map(({ code }) => code);

/** What the README has newcomers type for a first bot, with packages of the registry in the place of tarballs. */
export function firstLines(): string {
  const [lines = ""] = blocks("README.md", "sh").filter((code) => code.includes("mkdir my-bot"));
  return lines.replaceAll(/\S*\/bot-tracker-([a-z-]+)-\d+\.\d+\.\d+\.tgz/g, "@bot-tracker/$1");
}

/** The line that a package's README begins with. */
export function installLine(name: string): string {
  const [line = ""] = blocks(`packages/${name}/README.md`, "sh");
  return line.replace(/\s+#.*$/gm, "");
}

/** The first whole program in JavaScript for an adapter. */
export function programOf(name: string): string {
  const programs = ["README.md", "docs/recipes.md"].flatMap((path) => blocks(path, "js"));
  return programs.find((code) => code.includes(`from "@bot-tracker/${name}"`)) ?? "";
}

/** The same lines for another package manager. */
export function inWordsOf(manager: "npm" | "pnpm" | "yarn", lines: string): string {
  if (manager === "npm") return lines;
  const added = lines.replaceAll("npm install", `${manager} add`);
  return manager === "yarn" ? added.replaceAll("--save-dev", "--dev") : added;
}

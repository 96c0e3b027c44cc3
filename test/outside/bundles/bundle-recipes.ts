import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../../../.ci/packages/public-package.ts";
import { codeBlocks } from "../../readme/markdown.ts";

/** One way of making a bundle, as docs/bundling.md shows it. */
export interface BundleRecipe {
  /** The command, to be run where `bot.js` is. */
  readonly command: string;
  /** What else that folder has to hold, by its name. */
  readonly files: Readonly<Record<string, string>>;
}

/** Every command of the page. The configuration shown in a section is that of the section's bundler. */
export function readBundleRecipes(): BundleRecipe[] {
  const page = readFileSync(join(ROOT, "docs/bundling.md"), "utf8");
  return page.split(/^## /m).flatMap((section) => {
    const [bundler = ""] = section.split("\n");
    const blocks = codeBlocks(section);
    const files = blocks
      .filter(({ language }) => language === "js")
      .map(({ code }) => [`${bundler}.config.js`, code] as const);
    return blocks
      .filter(({ language }) => language === "sh")
      .map(({ code }) => ({ command: code, files: Object.fromEntries(files) }));
  });
}

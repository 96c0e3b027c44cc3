import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { SERVICES } from "@bot-tracker/core/outbox-kit";
import { expect, test } from "vitest";
import { compileExamples } from "./compile-examples.ts";
import { anchors, codeBlocks, localLinks, variableNames } from "./markdown.ts";
import { isTranslation } from "./outline.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const read = (path: string): string => readFileSync(join(root, path), "utf8");

const english = read("README.md");
const russian = read("README.ru.md");
const readmes = ["README.md", "README.ru.md", ...findAll("packages/*/README*.md")];
const texts = [...readmes, "CONTRIBUTING.md", ...findAll("docs/**/*.md"), ...findAll("examples/*/README*.md")];

function findAll(pattern: string): string[] {
  return globSync(pattern, { cwd: root }).sort();
}

test("every TypeScript example of the texts compiles against the packages", async () => {
  // A translation shows the same code: translations.test.ts.
  const originals = texts.filter((path) => !isTranslation(path));
  const examples = originals.flatMap((path) =>
    codeBlocks(read(path))
      .filter(({ language }) => language === "ts")
      .map(({ code, line }) => ({ name: `${path.replaceAll(/[/.]/g, "_")}_line_${line}`, code })),
  );
  expect(examples.length).toBeGreaterThan(10);
  expect(await compileExamples(examples)).toBe("");
});

test("an example that does not compile is found", async () => {
  const code = 'import { createTracker } from "@bot-tracker/core";\ncreateTracker({ tgtrak: "key" });';
  expect(await compileExamples([{ name: "wrong", code }])).toContain("tgtrak");
});

test("both READMEs name every environment variable that the tracker reads, and no other of its kind", () => {
  const known = [
    ...variableNames(read("packages/core/src/tracker/environment.ts")),
    ...Object.values(SERVICES)
      .flat()
      .flatMap(({ variables }) => Object.values(variables)),
  ];
  const own = known.filter((name) => /^(TGTRACK|HOWUSEDBOT|BOT_TRACKER)_/.test(name)).sort();
  expect(own).toContain("TGTRACK_API_KEY");
  for (const text of [english, russian]) {
    const named = [...variableNames(text)].filter((name) => /^(TGTRACK|HOWUSEDBOT|BOT_TRACKER)_/.test(name));
    expect(named.sort()).toEqual(own);
  }
});

test("the two commands stand alone on their lines in the first screen", () => {
  for (const text of [english, russian]) {
    const firstScreen = text.split("\n").slice(0, 40);
    expect(firstScreen).toContain("npx -y pnpm@12 demo");
    expect(firstScreen).toContain("npx -y pnpm@12 test");
  }
});

test.each(texts)("every link of %s leads to a file or a section that exists", (path) => {
  const text = read(path);
  for (const link of localLinks(text)) {
    const [file = "", anchor] = link.split("#");
    const target = file === "" ? path : relative(root, join(root, dirname(path), file));
    expect(existsSync(join(root, target)), `${link} in ${path}`).toBe(true);
    if (anchor !== undefined) expect(anchors(read(target)), `${link} in ${path}`).toContain(decodeURI(anchor));
  }
});

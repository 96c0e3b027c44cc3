import { globSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { localLinks } from "./markdown.ts";
import { isTranslation, originalOf, outline, translationOf } from "./outline.ts";

/** Pages about how the tracker is built and what it rests on. All others are for users, and so in both languages. */
const FOR_DEVELOPERS = ["docs/design.md", "docs/frameworks.md", "docs/services.md", "docs/telegram.md"];

const root = fileURLToPath(new URL("../..", import.meta.url));
const read = (path: string): string => readFileSync(join(root, path), "utf8");

const texts = globSync(["README*.md", "docs/**/*.md", "packages/*/README*.md"], { cwd: root }).sort();
const translations = texts.filter(isTranslation);
const translated = texts.filter((path) => translations.includes(translationOf(path)));

test("every README and every page of docs that users read is there in Russian", () => {
  expect(texts.filter((path) => !isTranslation(path) && !translated.includes(path))).toEqual(FOR_DEVELOPERS);
});

test("every Russian page is the translation of one that exists", () => {
  expect(translations.map(originalOf)).toEqual(translated);
});

test.each(translated)("%s and its translation have the same sections, tables, numbers and code", (path) => {
  expect(outline(read(translationOf(path)))).toEqual(outline(read(path)));
});

test.each([
  ["a row", /^\| `prefix` .*\n/m],
  ["a column of a row", /(?<=^\| `prefix` \|)[^|]+\|/m],
  ["a heading", /^## memory$/m],
  ["a paragraph", /^What `webhook\(options\)` takes.*$/m],
  ["a number", /(?<=3 per second, )500 per hour/],
  ["a line of code", /^ {2}howUsedBot: .*\n|^ {4}debug: .*\n/m],
])("a translation without %s differs from its original", (_what, part) => {
  const original = read("docs/options.md");
  const without = original.replace(part, "");
  expect(without).not.toBe(original);
  expect(outline(without)).not.toEqual(outline(original));
});

test.each(translated)("%s and its translation lead to each other before their first section", (path) => {
  const other = (of: string, label: string) => `[${label}](${of.replace(/^.*\//, "")})`;
  expect(beginning(path)).toContain(other(translationOf(path), "По-русски"));
  expect(beginning(translationOf(path))).toContain(other(path, "In English"));
});

test.each(texts)("%s leads to texts in its own language wherever there are any", (path) => {
  const counterpart = isTranslation(path) ? originalOf(path) : translationOf(path);
  const foreign = localLinks(read(path))
    .map((link) => normalize(join(dirname(path), link.split("#")[0] ?? "")))
    .filter((target) => (isTranslation(path) ? translated : translations).includes(target) && target !== counterpart);
  expect(foreign).toEqual([]);
});

/** The title and the paragraph that follows it. */
function beginning(path: string): string {
  return read(path).split("\n\n").slice(0, 2).join("\n");
}

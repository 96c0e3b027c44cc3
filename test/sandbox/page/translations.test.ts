import { globSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { expect, test } from "vitest";

const SANDBOX = fileURLToPath(new URL("../../../packages/sandbox", import.meta.url));

/** What is the same in both languages: names that nobody translates. */
const SAME = /^(?:START|GIF|CSV|ROMI|param_[123]|\(id\) => `Id \$\{id\}`)$/;
/** The texts of these are chosen by a function, which has a test of its own. */
const OTHERS = /rule-texts\.ts$/;

/** Every text below `value`, by where it stands; of a function its source, which holds its words. */
function textsIn(value: unknown, place: string): [place: string, text: string][] {
  if (typeof value === "string" || typeof value === "function") return [[place, String(value)]];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, below]) => textsIn(below, `${place}.${name}`));
}

const files = globSync(["page/src/**/*-texts.ts", "src/**/*-texts.ts"], { cwd: SANDBOX })
  .filter((file) => !OTHERS.test(file))
  .sort();

test.each(files)("%s says everything in Russian, too", async (file) => {
  const module: Record<string, unknown> = await import(pathToFileURL(join(SANDBOX, file)).href);
  const both = Object.values(module).filter((value) => typeof value === "object" && value !== null && "ru" in value);
  expect(both).not.toEqual([]);
  const untranslated = both
    .flatMap(({ ru }: { ru?: unknown }) => textsIn(ru, "ru"))
    .filter(([, text]) => /\p{L}/u.test(text) && !/\p{Script=Cyrillic}/u.test(text) && !SAME.test(text));
  expect(untranslated).toEqual([]);
});

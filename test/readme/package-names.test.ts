import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** What people read: the documents, and the sources, whose messages name commands. */
function readTexts(): string[] {
  const folders = ["docs", "examples", "packages", ".changeset"];
  const below = folders.flatMap((folder) =>
    readdirSync(`${ROOT}${folder}`, { recursive: true, encoding: "utf8" }).map((name) => `${folder}/${name}`),
  );
  const names = ["README.md", "README.ru.md", "CONTRIBUTING.md", "SECURITY.md", ...below];
  return names.filter((name) => /\.(?:md|tsx?)$/.test(name) && !/(?:^|\/)(?:node_modules|dist)\//.test(name));
}

test("npx is never told to run a name without a scope that it may fetch: anybody can own that", () => {
  const told = readTexts().flatMap((name) => {
    const text = readFileSync(ROOT + name, "utf8");
    const commands = text.matchAll(/\bnpx(?: -{1,2}[a-z]+)* bot-tracker[\w-]*/g);
    return [...commands].map(([command]) => ({ name, command }));
  });

  expect(told.length).toBeGreaterThan(10);
  expect(told.filter(({ command }) => !command.startsWith("npx --no "))).toEqual([]);
});

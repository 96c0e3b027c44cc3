import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

// Node 22's run begins in a folder of its own.
const SOURCES = join(import.meta.dirname, "../../../packages/redis/src");
const FILES = globSync(join(SOURCES, "**/*.lua"));

test("every Lua file begins by naming its keys and arguments, or what it stands on", () => {
  expect(FILES.length).toBeGreaterThan(20);
  const nameless = FILES.filter((file) => {
    const [head = ""] = readFileSync(file, "utf8").split("\n\n");
    return !(/^-- KEYS\[1\]/m.test(head) && /^-- ARGV/m.test(head)) && !/Needs [\w-]+\.lua/.test(head);
  });
  expect(nameless).toEqual([]);
});

test("every Lua file is read by the module that makes a script of it", () => {
  const modules = globSync(join(SOURCES, "**/*.ts")).map((file) => readFileSync(file, "utf8"));
  const unread = FILES.filter((file) => {
    const name = file.slice(file.lastIndexOf("/") + 1);
    return !modules.some((text) => text.includes(`${name}", import.meta.url)`));
  });
  expect(unread).toEqual([]);
});

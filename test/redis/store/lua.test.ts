import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const FILES = globSync("packages/redis/src/**/*.lua");

test("every Lua file begins by naming its keys and arguments, or what it stands on", () => {
  expect(FILES.length).toBeGreaterThan(20);
  const nameless = FILES.filter((file) => {
    const [head = ""] = readFileSync(file, "utf8").split("\n\n");
    return !(/^-- KEYS\[1\]/m.test(head) && /^-- ARGV/m.test(head)) && !/Needs [\w-]+\.lua/.test(head);
  });
  expect(nameless).toEqual([]);
});

test("every Lua file is read by the module that makes a script of it", () => {
  const modules = globSync("packages/redis/src/**/*.ts").map((file) => readFileSync(file, "utf8"));
  const unread = FILES.filter((file) => {
    const name = file.slice(file.lastIndexOf("/") + 1);
    return !modules.some((text) => text.includes(`${name}", import.meta.url)`));
  });
  expect(unread).toEqual([]);
});

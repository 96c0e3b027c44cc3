import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const PACKAGES = fileURLToPath(new URL("../../packages/", import.meta.url));
const IMPORT = /^(?:import|export) (?!type )(?:[\w*]+|\{[^}]*\})[^;"]* from "([^."][^"]*)";$/gm;

test("importing a bot's packages loads nothing of Node, so that the bot starts soon, and in a Worker at all", () => {
  const sources = globSync("{core,grammy,telegraf,node-telegram-bot-api}/src/**/*.ts", { cwd: PACKAGES });
  const imported = sources.flatMap((path) =>
    [...readFileSync(PACKAGES + path, "utf8").matchAll(IMPORT)].map(([, name]) => name),
  );
  expect(new Set(imported)).toEqual(new Set(["@bot-tracker/core", "@bot-tracker/core/adapter-kit"]));
});

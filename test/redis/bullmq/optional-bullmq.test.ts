import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { loadBullMq } from "../../../packages/redis/src/bullmq/load-bullmq.ts";

test("nothing imports bullmq but what @bot-tracker/redis/bullmq exports", () => {
  const files = globSync("packages/*/src/**/*.ts").filter((file) => /["']bullmq["']/.test(readFileSync(file, "utf8")));

  expect(files.length).toBeGreaterThan(0);
  expect(files.filter((file) => !file.startsWith("packages/redis/src/bullmq/"))).toEqual([]);
});

test("nothing that a bot imports leads to what imports bullmq", () => {
  for (const door of ["index.ts", "outbox-kit.ts"]) {
    expect(readFileSync(`packages/redis/src/${door}`, "utf8")).not.toContain("./bullmq");
  }
  const others = globSync("packages/redis/src/{connection,errors,options,outbox,relay,store,tools}/**/*.ts");
  expect(others.length).toBeGreaterThan(0);
  expect(others.filter((file) => readFileSync(file, "utf8").includes("/bullmq/"))).toEqual([]);
});

test("without bullmq the error says what to install", async () => {
  const error = Object.assign(new Error("Cannot find package 'bullmq' imported from here"), {
    code: "ERR_MODULE_NOT_FOUND",
  });

  await expect(loadBullMq(() => Promise.reject(error))).rejects.toThrow("npm install bullmq");
});

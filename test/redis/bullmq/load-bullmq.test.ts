import { expect, test } from "vitest";
import { loadBullMq } from "../../../packages/redis/src/bullmq/load-bullmq.ts";

test("without bullmq the error says what to install", async () => {
  const error = Object.assign(new Error("Cannot find package 'bullmq' imported from here"), {
    code: "ERR_MODULE_NOT_FOUND",
  });

  await expect(loadBullMq(() => Promise.reject(error))).rejects.toThrow("npm install bullmq");
});

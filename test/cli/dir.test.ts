import { mkdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import { describe, expect } from "vitest";
import { KEY, test } from "./cli-test.ts";
import { BOT, fillWithEverything, seedOutbox } from "./seed-outbox.ts";

describe("--dir", () => {
  test.for([
    ["the bot's folder", "mybot"],
    ["the outbox's folder", join("mybot", ".bot-tracker")],
  ] as const)("takes %s, in every command", async ([, dir], { cli, folder }) => {
    await seedOutbox(join(folder, "mybot"), BOT, fillWithEverything);
    const found = join("mybot", ".bot-tracker");

    expect(await cli(["status", "--dir", dir], { TGTRACK_API_KEY: KEY })).toMatchObject({
      exitCode: 1,
      stdout: expect.stringContaining(join(found, `${BOT}.sqlite`)),
    });
    expect((await cli(["dead", "list", "--dir", dir])).stdout).toContain(BOT);
    const { stdout } = await cli(["doctor", "--dir", dir]);
    expect(stdout).toContain(`${found} exists and is writable.`);
    expect(stdout).toContain(`Outbox ${BOT}`);
    expect((await cli(["purge-user", "1", "--dir", dir])).stdout).toContain(`Bot ${BOT}: nothing was known of user 1.`);
  });

  test("takes a folder with outboxes in it as it is, whatever else is there", async ({ cli, folder }) => {
    await seedOutbox(folder, BOT);
    renameSync(join(folder, ".bot-tracker"), join(folder, "data"));
    mkdirSync(join(folder, "data", ".bot-tracker"));

    const { exitCode, stdout } = await cli(["status", "--dir", "data"]);

    expect(exitCode).toBe(0);
    expect(stdout).toContain(join("data", `${BOT}.sqlite`));
  });

  test("leaves BOT_TRACKER_DIR as the bot reads it, which is the outbox's folder", async ({ cli, folder }) => {
    await seedOutbox(join(folder, "mybot"), BOT);

    const { exitCode, stderr } = await cli(["status"], { BOT_TRACKER_DIR: "mybot" });

    expect({ exitCode, stderr }).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining("There is no outbox in mybot."),
    });
  });
});

import { describe, expect } from "vitest";
import { runCli } from "../../packages/cli/src/index.ts";
import { bin, publishConfig, test } from "./cli-test.ts";

describe("bot-tracker", () => {
  test("--help names every command and the exit codes, and ends with 0", async ({ cliProcess }) => {
    const { exitCode, stdout, stderr } = await cliProcess(["--help"]);

    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    for (const command of ["doctor", "status", "dead", "purge-user"]) expect(stdout).toContain(command);
    expect(stdout).toContain("2 on incorrect usage");
  });

  test.for([
    ["doctor"],
    ["status"],
    ["dead", "list"],
    ["dead", "show"],
    ["dead", "retry"],
    ["dead", "drop"],
    ["purge-user"],
  ])("%s %s takes --dir, --bot, --env and --json", async (command, { cli }) => {
    const { exitCode, stdout } = await cli([...command, "--help"]);

    expect(exitCode).toBe(0);
    for (const option of ["--dir", "--bot", "--env", "--json"]) expect(stdout).toContain(option);
  });

  test.for([
    [[], "Usage: bot-tracker"],
    [["dead"], "Usage: bot-tracker dead"],
    [["statsu"], "Did you mean status?"],
    [["status", "--jsn"], "unknown option '--jsn'"],
    [["status", "extra"], "too many arguments"],
    [["status", "--dir"], "argument missing"],
    [["status", "--dir", ""], "--dir must name a folder."],
    [["status", "--bot", "7000000001:AAFsecret"], "--bot must be the digits before the colon"],
    [["status", "--bot", "token"], "--bot token: no token is set here."],
    [["status", "--env", "absent"], "--env absent cannot be read (ENOENT)."],
    [["dead", "list", "--limit", "0"], "positive integer"],
    [["dead", "show"], "missing required argument 'id'"],
    [["purge-user", "@name"], "The user's id must be an integer"],
  ] as const)("%j ends with 2 and one clear message", async ([args, message], { cli }) => {
    const { exitCode, stdout, stderr } = await cli(args);

    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toContain(message);
    expect(stderr).not.toContain("AAFsecret");
  });

  test.for([["status"], ["dead", "list"], ["dead", "show", "x"], ["purge-user", "1"]])(
    "%j without an outbox ends with 1 and says where it looked",
    async (args, { cli }) => {
      const { exitCode, stdout, stderr } = await cli(args);

      expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
      expect(stderr).toContain("There is no outbox in .bot-tracker.");
    },
  );

  test.for([
    [["statsu"], 2, "Did you mean status?"],
    [["status"], 1, "There is no outbox in .bot-tracker."],
  ] as const)("as a process of its own %j ends with %i, too", async ([args, exitCode, message], { cliProcess }) => {
    const run = await cliProcess(args);

    expect(run).toEqual({ exitCode, stdout: "", stderr: expect.stringContaining(message) });
  });

  test("is built from the very file that runs in the workspace", () => {
    const built = bin["bot-tracker"].replace("/src/", "/dist/").replace(/\.ts$/, ".js");

    expect(publishConfig.bin).toEqual({ "bot-tracker": built });
  });

  test("can be run from a program, which gets text and exit code", async ({ folder }) => {
    let printed = "";
    const stdout = { write: (text: string) => (printed += text) };

    expect(await runCli(["status", "--dir", folder], { env: {}, stdout, stderr: stdout })).toBe(1);
    expect(printed).toContain(`There is no outbox in ${folder}.`);
  });
});

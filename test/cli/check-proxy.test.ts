import { describe, expect, test } from "vitest";
import { checkProxy } from "../../packages/cli/src/doctor/check-proxy.ts";
import { test as withBot } from "./cli-test.ts";

const check = (env: Record<string, string>) => checkProxy({ env, execArgv: [] });

describe("the proxy", () => {
  test("is no matter where none is named", () => {
    expect(check({})).toEqual([]);
    expect(check({ HTTPS_PROXY: " ", NO_PROXY: "localhost" })).toEqual([]);
  });

  test("is told where it is used, without the name and password in its address", () => {
    const env = {
      NODE_USE_ENV_PROXY: "1",
      HTTPS_PROXY: "http://anna:s3cret@proxy.internal:3128/x",
      NO_PROXY: "a.test,.b",
    };
    expect(check(env)).toEqual([
      {
        name: "Proxy",
        level: "ok",
        message:
          "Like Node's own requests, the tracker's go through http://proxy.internal:3128 (HTTPS_PROXY). Not to a.test, .b (NO_PROXY).",
      },
    ]);
  });

  test("is the one that undici takes where a variable is set in both spellings", () => {
    const env = { NODE_USE_ENV_PROXY: "1", HTTP_PROXY: "http://one.test", http_proxy: "http://two.test" };
    expect(check(env)).toMatchObject([
      { level: "ok", message: expect.stringContaining("http://two.test (http_proxy).") },
    ]);
  });

  test.each([
    ["is named and not used", { HTTPS_PROXY: "http://proxy.test" }, "warning"],
    ["is asked for and not named", { NODE_USE_ENV_PROXY: "1" }, "warning"],
    ["has no address", { NODE_USE_ENV_PROXY: "1", HTTPS_PROXY: "anna:s3cret@proxy.test" }, "problem"],
  ] as const)("is warned of where it %s, and its value stays unsaid", (_when, env, level) => {
    const checks = check(env);
    expect(checks).toMatchObject([{ name: "Proxy", level, advice: expect.any(String) }]);
    expect(JSON.stringify(checks)).not.toMatch(/s3cret|anna/);
  });

  test.each([
    ["NODE_USE_ENV_PROXY", check({ NODE_USE_ENV_PROXY: "1" })],
    ["the command line", checkProxy({ env: {}, execArgv: ["--use-env-proxy"] })],
    ["NODE_OPTIONS", check({ NODE_OPTIONS: "--use-env-proxy" })],
  ])("that %s asks for and no variable names is told in words that fit", (_by, checks) => {
    const [{ message, advice } = { message: "", advice: "" }] = checks;
    expect(message).toMatch(/^Node was asked to use the proxies that variables name, but none of them names one/);
    expect(advice).toContain("take away NODE_USE_ENV_PROXY or --use-env-proxy");
  });

  withBot("is a line of doctor", async ({ cli }) => {
    const { stdout } = await cli(["doctor"], { HTTPS_PROXY: "http://anna:s3cret@proxy.test" });
    expect(stdout).toMatch(/^warning {2}Proxy .*HTTPS_PROXY is set, but not used/m);
    expect(stdout).not.toContain("s3cret");
  });
});

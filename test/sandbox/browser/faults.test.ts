import { createTracker, type Tracker } from "@bot-tracker/core";
import type { Sandbox } from "@bot-tracker/sandbox";
import { describe, expect, onTestFinished, vi } from "vitest";
import { call, callHowUsedBot, OK } from "../sandbox-test.ts";
import { test } from "./browser-test.ts";

/** One that reports to this sandbox, as a bot's does, until the test is over. */
function makeTracker({ url }: Sandbox): Tracker {
  vi.stubEnv("BOT_TRACKER_SANDBOX", url);
  const tracker = createTracker({ tgtrack: {}, outbox: "memory" });
  vi.unstubAllEnvs();
  onTestFinished(() => tracker.close({ timeoutMs: 1_000 }).then(() => undefined));
  return tracker;
}

describe("the faults", () => {
  test("switched on are met by a tracker, which delivers what waited once they are off", async ({ empty, visit }) => {
    const tracker = makeTracker(empty);
    const { page } = await visit(`${empty.url}/faults`);
    await page.getByRole("button", { name: "Switch on: The service is down" }).click();
    const isOn = page.getByRole("region", { name: "Active faults" });
    await isOn.getByText("Error 500").waitFor();
    tracker.userStarted({ user: { id: 42, first_name: "Анна" }, startValue: "PJ4e81c07a2f9" });

    // The tracker goes on trying while the page is looked at.
    await isOn.getByText(/\b[1-9]\d* requests? hit/).waitFor();
    expect(tracker.ledger()["tgtrack"]).toMatchObject({ accepted: 1, delivered: 0, pending: 1 });

    await page.getByRole("button", { name: "Switch off: Error 500" }).click();
    await page.getByText("No faults are on: the services respond normally.").waitFor();
    await expect.poll(() => tracker.ledger()["tgtrack"]).toMatchObject({ delivered: 1, pending: 0 });
  });

  test("such as an expired key are named by the tracker's health, and are over after as many requests as chosen", async ({
    empty,
    visit,
  }) => {
    const tracker = makeTracker(empty);
    const { page } = await visit(`${empty.url}/faults`);
    await page.getByLabel("Duration").selectOption("1 request");
    await page.getByRole("button", { name: "Switch on: The key has expired" }).click();
    await page.getByText("0 of 1 requests hit").waitFor();
    tracker.userStarted({ user: { id: 42, first_name: "Анна" } });

    await expect.poll(() => tracker.health()["tgtrack"]?.held?.why).toContain("402");
    await page.getByText("No faults are on").waitFor();
    await expect.poll(() => tracker.ledger()["tgtrack"]).toMatchObject({ delivered: 1, pending: 0 });
  });

  test("of any kind are put together by a form, beside the line that does the same in a test", async ({
    empty,
    visit,
  }) => {
    const { page } = await visit(`${empty.url}/faults`);
    const form = page.getByRole("region", { name: "Any fault" });
    await form.getByText("Everything the sandbox can do").click();
    await form.getByLabel("What happens").selectOption("An error code with HTTP 200");
    await form.getByLabel("Error code", { exact: true }).fill("503");
    await form.getByLabel("Only this method").fill("add_event");
    await form.getByRole("button", { name: "Switch on", exact: true }).click();
    await page.getByRole("region", { name: "Active faults" }).getByText("Error 503 with HTTP 200").waitFor();

    const { status, body } = await call(empty, "add_event", { user_id: "1", event_type: "sale" });
    expect([status, body]).toMatchObject([200, { error_code: 503 }]);
    // The status is the same with the fault.
    expect((await call(empty, "my_bot_was_stopped", { user_id: "1" })).body).toEqual(OK);
  });

  test("hit the chosen service alone, and are switched off together", async ({ empty, visit }) => {
    const { page } = await visit(`${empty.url}/faults`);
    const stop = async () => (await call(empty, "my_bot_was_stopped", { user_id: "1" })).status;
    await page.getByLabel("Service").first().selectOption("HowUsedBot");
    await page.getByRole("button", { name: "Switch on: The service is down" }).click();
    const isOn = page.getByRole("region", { name: "Active faults" });
    await isOn.getByText("Error 500").waitFor();
    expect((await callHowUsedBot(empty, { apiToken: "sandbox" })).status).toBe(500);
    expect(await stop()).toBe(200);
    await page.getByLabel("Service").first().selectOption("TGTrack");
    await page.getByRole("button", { name: "Switch on: The key has expired" }).click();
    await isOn.getByText("Error 402").waitFor();
    expect(await stop()).toBe(402);
    await page.getByRole("button", { name: "Switch all off" }).click();
    await page.getByText("No faults are on").waitFor();
    expect(await stop()).toBe(200);
  });

  test("are counted beside their view's name, wherever one is", async ({ empty, visit }) => {
    const { page } = await visit(`${empty.url}/overview`);
    empty.fault({ kind: "hang", recorded: false });

    await page.getByRole("link", { name: /Faults\s*1 on/ }).waitFor();
  });

  test("that are over by their time go from the page, though nothing else happens", async ({ start, visit }) => {
    let nowMs = Date.now();
    const sandbox = await start({ now: () => nowMs });
    sandbox.fault({ kind: "hang", recorded: false, durationMs: 60_000 });
    const { page } = await visit(`${sandbox.url}/faults`);
    await page.clock.install();
    let answers = 0;
    page.on("response", (response) => void (response.url().endsWith("/api/page/faults") && answers++));
    await page.reload();
    await page.getByRole("region", { name: "Active faults" }).getByText("No response").waitFor();
    // What the page asks for once it is connected is answered while the fault is on.
    await page.getByText("Live", { exact: true }).waitFor();
    await page.clock.runFor(2_000);
    // The second is that one, which may have come before a busy machine gets here.
    await expect.poll(() => answers).toBeGreaterThanOrEqual(2);
    nowMs += 60_000;
    await page.clock.runFor(60_000);

    await page.getByText("No faults are on").waitFor();
  });
});

describe("the settings", () => {
  test("change what the services answer from the next request on", async ({ empty, visit }) => {
    const send = async () => (await call(empty, "my_bot_was_stopped", { user_id: 42 })).status;
    expect(await send()).toBe(200);
    const { page } = await visit(`${empty.url}/settings`);
    await page.getByText("Refuse numbers as user_id").click();

    await expect.poll(send).toBe(422);
  });

  test("switch a method and the limits off", async ({ empty, visit }) => {
    const start = async () => (await call(empty, "user_id_subscribe", { user_id: "1", first_name: "Anna" })).status;
    const { page } = await visit(`${empty.url}/settings`);
    // Not `check`, which fails if what is pressed shows the state from before until the sandbox has answered.
    await page.getByRole("radio", { name: "None", exact: true }).first().click();
    await expect.poll(() => empty.settings().limits).toBe("none");
    for (let count = 0; count < 5; count++) expect(await start()).toBe(200);
    await page.getByRole("checkbox", { name: "user_id_subscribe" }).click();
    await expect.poll(start).toBe(404);
  });

  test("move the sandbox's clock on", async ({ empty, visit }) => {
    const { page } = await visit(`${empty.url}/settings`);
    const before = empty.nowMs();
    await page.getByRole("button", { name: "+1 day" }).click();

    await expect.poll(() => empty.nowMs() - before).toBeGreaterThanOrEqual(86_400_000);
    await page.getByText(/1 d ahead of this machine/).waitFor();
  });

  test("make a key known, and what it may do", async ({ empty, visit }) => {
    const { page } = await visit(`${empty.url}/settings`);
    await page.getByLabel("Key", { exact: true }).fill("my-own-key");
    await page.getByLabel("Access").selectOption("None: expired (402)");
    await page.getByRole("button", { name: "Add the key" }).click();
    await page.getByText("The key works now.").waitFor();

    expect((await call(empty, "my_bot_was_stopped", { user_id: "1" }, { key: "my-own-key" })).status).toBe(402);
  });

  test("forget everything only when asked twice", async ({ empty, visit }) => {
    await call(empty, "my_bot_was_stopped", { user_id: "1" });
    const { page } = await visit(`${empty.url}/settings`);
    await page.getByRole("button", { name: "Reset everything" }).click();
    expect(empty.requests()).toHaveLength(1);
    await page.getByRole("dialog").getByRole("button", { name: "Reset everything" }).click();
    await page.getByText("Everything has been deleted.").waitFor();

    expect(empty.requests()).toHaveLength(0);
  });
});

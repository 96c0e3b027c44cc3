import { describe, expect } from "vitest";
import { privateStart } from "../support/updates.ts";
import { call, callHowUsedBot, MAX, read, test } from "./sandbox-test.ts";

const KEY = "Kf83hdkQz7PLwm2xVtR4";

async function pageOf(address: string, headers: Record<string, string> = {}): Promise<string> {
  const { status, body } = await read(address, { headers });
  expect(status).toBe(200);
  return String(body);
}

/** The text of each cell of the table's rows. */
function rowsOf(page: string): string[][] {
  const rows = page.split("<tr").slice(2);
  return rows.map((row) =>
    row
      .split("<td>")
      .slice(1)
      .map((cell) =>
        cell
          .replace(/<[^>]*>/g, " ")
          .replace(/\s+/g, " ")
          .trim(),
      ),
  );
}

describe("the page of requests", () => {
  test("tells a newcomer what to do while nothing has arrived", async ({ sandbox }) => {
    const page = await pageOf(`${sandbox.url}/last_events/`);

    expect(page).toContain("Nothing has arrived yet");
    expect(page).toContain(`BOT_TRACKER_SANDBOX=${sandbox.url}`);
  });

  test("shows time, service, method, person, status and error, newest first; 0 is fine", async ({ sandbox }) => {
    await call(sandbox, "on_telegram_webhook", privateStart({ userId: 42 }));
    sandbox.advance(5_000);
    await call(sandbox, "send_reach_goal", { user_id: "42" });

    const rows = rowsOf(await pageOf(`${sandbox.url}/last_events/`));

    expect(rows).toHaveLength(2);
    expect(rows[0]?.slice(0, 6)).toEqual([
      "2026-11-20 12:00:05",
      "tgtrack",
      "send_reach_goal",
      "42",
      "422",
      "Unprocessable entity: target is required and must be a string; got nothing.",
    ]);
    expect(rows[1]?.slice(0, 6)).toEqual(["2026-11-20 12:00:00", "tgtrack", "on_telegram_webhook", "42", "0", ""]);
    expect(rows[0]?.[6]).toBe("Show {&quot;user_id&quot;:&quot;42&quot;}");
  });

  test("shows warnings of accepted requests, faults, and requests without an answer", async ({ sandbox }) => {
    await call(sandbox, "my_bot_was_started", { start_value: "TГTrack" });
    sandbox.fault({ kind: "reset", recorded: true });
    await call(sandbox, "my_bot_was_started", { start_value: "" }).catch(() => undefined);

    const rows = rowsOf(await pageOf(`${sandbox.url}/last_events/`));

    expect(rows.map((row) => row.slice(4, 6))).toEqual([
      ["no answer", "Fault: reset"],
      ["0", "start_value holds characters that no start link can have: U+0413."],
    ]);
  });

  test("holds the last 100 requests of a key and none of another", async ({ start }) => {
    const sandbox = await start({ limits: "none", keys: [KEY] });
    for (let user = 1; user <= 101; user++) {
      await call(sandbox, "my_bot_was_stopped", { user_id: String(user) }, { key: KEY });
    }
    await call(sandbox, "my_bot_was_stopped", { user_id: "999" });

    const users = rowsOf(await pageOf(`${sandbox.url}/last_events/?key=${KEY}`)).map((row) => row[3]);

    expect(users).toHaveLength(100);
    expect(users[0]).toBe("101");
    expect(users.at(-1)).toBe("2");
    expect(rowsOf(await pageOf(`${sandbox.url}/last_events/?key=sandbox`)).map((row) => row[3])).toEqual(["999"]);
  });

  test("shows the key that was used last, and offers the others", async ({ start }) => {
    const sandbox = await start({ limits: "none", keys: [KEY] });
    await call(sandbox, "my_bot_was_stopped", { user_id: "1" });
    await call(sandbox, "my_bot_was_stopped", { user_id: "2" }, { key: KEY });

    const page = await pageOf(`${sandbox.url}/last_events/`);

    expect(rowsOf(page).map((row) => row[3])).toEqual(["2"]);
    const [, shown, other] = page.split("<option ");
    expect(shown).toContain("selected>Kf83… (");
    const [, otherId] = /value="(\w+)">sandbox</.exec(other ?? "") ?? [];
    expect(rowsOf(await pageOf(`${sandbox.url}/last_events/?key=${otherId}`)).map((row) => row[3])).toEqual(["1"]);
  });

  test("finds a key that is typed in whole, and says so when nothing has come with it", async ({ start }) => {
    const sandbox = await start({ limits: "none", keys: [KEY] });
    await call(sandbox, "my_bot_was_stopped", { user_id: "1" }, { key: KEY });
    await call(sandbox, "my_bot_was_stopped", { user_id: "2" });

    expect(rowsOf(await pageOf(`${sandbox.url}/last_events/?typed=${KEY}`)).map((row) => row[3])).toEqual(["1"]);
    expect(await pageOf(`${sandbox.url}/last_events/?typed=somethingElse`)).toContain(
      "Nothing has arrived with this key.",
    );
  });
});

describe("the page of requests of MAX bots", () => {
  test("is a page of its own, as TGTrack's is, though both messengers' bots use one key", async ({ sandbox }) => {
    await call(sandbox, "my_bot_was_stopped", { user_id: "1" });
    await call(sandbox, "user_id_start_bot", { user_id: "2", first_name: "Иван" }, MAX);

    const ofTelegram = await pageOf(`${sandbox.url}/last_events/`);
    const ofMax = await pageOf(`${sandbox.url}/API/last_events/`);

    expect(rowsOf(ofTelegram).map((row) => row.slice(1, 4))).toEqual([["tgtrack", "my_bot_was_stopped", "1"]]);
    expect(rowsOf(ofMax).map((row) => row.slice(1, 4))).toEqual([["tgtrack-max", "user_id_start_bot", "2"]]);
    expect(ofMax).toContain("<strong>MAX bots</strong>");
    expect(ofTelegram).toContain('<a href="/API/last_events/?lang=en">MAX bots</a>');
    expect(await pageOf(`${sandbox.url}/API/last_events?lang=ru`)).toContain("<strong>Боты в MAX</strong>");
  });

  test("offers the keys of MAX bots alone", async ({ start }) => {
    const sandbox = await start({ limits: "none", keys: [KEY] });
    await call(sandbox, "get_token_info", {}, { ...MAX, key: KEY });
    await call(sandbox, "my_bot_was_stopped", { user_id: "1" });

    const page = await pageOf(`${sandbox.url}/API/last_events/`);

    expect(page.split("<option ").slice(1)).toHaveLength(1);
    expect(page).toContain("Kf83… (");
    expect(page).not.toContain(KEY);
  });
});

describe("the page keeps to itself", () => {
  test("a whole key, wherever it stands: in the list of keys, in links, in bodies", async ({ start }) => {
    const sandbox = await start({ limits: "none", keys: [KEY] });
    const visit = { botId: 1, apiToken: KEY, requestType: "event", event: "common", userId: 42 };
    await call(sandbox, "my_bot_was_stopped", { user_id: "1" }, { key: KEY });
    await callHowUsedBot(sandbox, visit);

    for (const address of [
      "/last_events",
      `/last_events/?key=${KEY}`,
      `/last_events/?typed=${KEY}&lang=ru`,
      "/last_events/",
    ]) {
      const page = await pageOf(sandbox.url + address);
      expect(page).not.toContain(KEY);
      expect(page).not.toContain(KEY.slice(0, 6));
    }
    expect(rowsOf(await pageOf(`${sandbox.url}/last_events/`))[0]?.[6]).toContain("&quot;apiToken&quot;:&quot;Kf83… (");
  });

  test("a key with letters that JSON and forms encode", async ({ start }) => {
    const sandbox = await start({ limits: "none", acceptAnyKey: true });
    const apiToken = 'secret"ключ';
    await callHowUsedBot(sandbox, { botId: 1, apiToken });
    await callHowUsedBot(sandbox, new URLSearchParams({ botId: "1", apiToken }));

    const page = await pageOf(`${sandbox.url}/last_events/`);

    expect(rowsOf(page)).toHaveLength(2);
    expect(page).not.toContain("cret");
    expect(page).not.toContain("ключ");
  });

  test("a key that stands where the method should be", async ({ start }) => {
    const sandbox = await start({ limits: "none", keys: [KEY] });
    await call(sandbox, KEY, {}, { key: "my_bot_was_stopped" });

    const [row] = rowsOf(await pageOf(`${sandbox.url}/last_events/?key=my_bot_was_stopped`));

    expect(row?.[2]).toMatch(/^Kf83… \(\w{4}\)$/);
  });

  test("the far end of a huge body", async ({ sandbox }) => {
    await call(sandbox, "add_event", { user_id: "1", event_type: "x".repeat(100_000) });

    expect((await pageOf(`${sandbox.url}/last_events/`)).length).toBeLessThan(10_000);
  });
});

describe("the page is safe and plain", () => {
  test("whatever a request holds stands there as text", async ({ start }) => {
    const sandbox = await start({ limits: "none", acceptAnyKey: true });
    const evil = `"><script>alert('x')</script>`;
    // A key is shortened wherever it stands, so that something else has to say it.
    const other = `${evil}?`.replace("x", "y");
    await call(sandbox, encodeURIComponent(other), { user_id: other }, { key: encodeURIComponent(evil) });
    await call(
      sandbox,
      "on_telegram_webhook",
      { update_id: 1, [other]: { from: {} } },
      { key: encodeURIComponent(evil) },
    );

    const page = await pageOf(
      `${sandbox.url}/last_events/?key=${encodeURIComponent(evil)}&lang=${encodeURIComponent(evil)}`,
    );

    expect(rowsOf(page)).toHaveLength(2);
    expect(page).not.toContain("<script");
    expect(page).toContain("&lt;script&gt;");
  });

  test("no script may run, nothing from elsewhere may load, and its address stays here", async ({ sandbox }) => {
    const { headers, body } = await read(`${sandbox.url}/last_events/`, {});

    expect(headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(headers.get("content-security-policy")).not.toContain("script-src");
    expect(headers.get("referrer-policy")).toBe("no-referrer");
    expect(headers.get("cache-control")).toBe("no-store");
    expect(body).not.toMatch(/<script|<link|src=|https?:\/\/(?!127\.0\.0\.1)/);
  });

  test.for([
    ["", {}, "en"],
    ["", { "accept-language": "ru-RU,ru;q=0.9,en;q=0.8" }, "ru"],
    ["", { "accept-language": "en-US,en;q=0.9,ru;q=0.8" }, "en"],
    ["", { "accept-language": "de" }, "en"],
    ["?lang=ru", {}, "ru"],
    ["?lang=en", { "accept-language": "ru" }, "en"],
    ["?lang=xx", { "accept-language": "ru" }, "ru"],
  ] as const)("/%s with %j is in %s", async ([query, headers, language], { sandbox }) => {
    const page = await pageOf(`${sandbox.url}/last_events/${query}`, headers);

    expect(page).toContain(`<html lang="${language}">`);
    expect(page).toContain(language === "ru" ? "Пока ничего не пришло" : "Nothing has arrived yet");
  });

  test("the links to the other language keep the key", async ({ sandbox }) => {
    await call(sandbox, "my_bot_was_stopped", { user_id: "1" });

    const [, link] = /href="(\?key=\w+&amp;lang=ru)"/.exec(await pageOf(`${sandbox.url}/last_events/`)) ?? [];

    const page = await pageOf(`${sandbox.url}/last_events/${link?.replace("&amp;", "&")}`);
    expect(page).toContain("Последние 100 запросов ключа");
    expect(rowsOf(page)).toHaveLength(1);
  });
});

import { once } from "node:events";
import { type ClientRequest, get, type IncomingMessage } from "node:http";
import { expect, onTestFinished } from "vitest";
import type { Sandbox } from "../../packages/sandbox/src/index.ts";
import type { LiveNews } from "../../packages/sandbox/src/wire/status.ts";
import { call, control, OK, test } from "./sandbox-test.ts";

const MOST = 500;

/** A page that listens, on a connection of its own, as each tab has one. */
interface LivePage {
  request: ClientRequest;
  status: number | undefined;
  /** The last thing it was told. */
  news: () => LiveNews | undefined;
}

async function openPage({ url }: Sandbox): Promise<LivePage> {
  const request = get(`${url}/api/page/live`, { agent: false });
  // Ended with the sandbox.
  request.on("error", () => undefined);
  onTestFinished(() => void request.destroy());
  const [response] = (await once(request, "response")) as [IncomingMessage];
  let heard = "";
  response.setEncoding("utf8").on("data", (text: string) => (heard += text));
  response.on("error", () => undefined);
  const news = () => {
    const last = heard.split("data: ").at(-1)?.split("\n")[0];
    return last === undefined || last === "" ? undefined : (JSON.parse(last) as LiveNews);
  };
  return { request, status: response.statusCode, news };
}

test("500 open pages are all told of a start, and leave room for bots; one more is refused until one has closed", async ({
  sandbox,
}) => {
  const pages = await Promise.all(Array.from({ length: MOST }, () => openPage(sandbox)));
  expect(new Set(pages.map(({ status }) => status))).toEqual(new Set([200]));
  expect((await openPage(sandbox)).status).toBe(503);

  const start = { user_id: "1", first_name: "Anna" };
  expect((await call(sandbox, "user_did_start_bot", start)).body).toEqual(OK);
  expect((await control(sandbox, "GET", "/page/status")).status).toBe(200);
  await expect.poll(() => pages.filter(({ news }) => news()?.lastRequestId === 1)).toHaveLength(MOST);

  pages[0]?.request.destroy();
  await expect.poll(async () => (await openPage(sandbox)).status).toBe(200);
});

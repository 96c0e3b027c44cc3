import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import undici from "undici";
import { expect, onTestFinished, test, vi } from "vitest";
import { createTransport, type Platform } from "../../../../packages/core/src/delivery/http/create-transport.ts";
import { usesEnvProxy } from "../../../../packages/core/src/delivery/http/env-proxy.ts";
import { loadUndici } from "../../../../packages/core/src/delivery/http/load-undici.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";
import { makeServer, post } from "./describe-transport.ts";

const NODE: Platform = { loadUndici, hasFetch: true, envProxy: false };

test("undici is loaded with the first request, and not before", async () => {
  const server = await makeServer();
  let loaded = 0;
  const counting = (): typeof undici => {
    loaded++;
    return undici;
  };
  const transport = createTransport({}, { ...NODE, loadUndici: counting });
  onTestFinished(() => transport.close());
  expect(loaded).toBe(0);
  for (let request = 0; request < 2; request++) await transport.send(post(server.url));
  expect(loaded).toBe(1);
});

test("the package's own undici is found", () => {
  expect(loadUndici()?.Agent).toBe(undici.Agent);
});

test.each(["undici-6", "undici-7"])(
  "a bundle, which has no place of its own, takes the %s beside the program",
  async (name) => {
    const server = await makeServer();
    const found = loadUndici([undefined, besideOneTooOld(), programBeside(folderOf(name))]);
    expect(found?.Agent).toBeDefined();
    expect(found?.Agent).not.toBe(undici.Agent);
    const transport = createTransport({ keepsAlive: false }, { ...NODE, loadUndici: () => found });
    onTestFinished(() => transport.close());
    expect(await transport.send(post(server.url))).toMatchObject({ kind: "answered", status: 200 });
  },
);

test("an undici that is too old is left alone", () => {
  expect(loadUndici([undefined, besideOneTooOld()])).toBeUndefined();
});

function folderOf(name: string): string {
  return dirname(fileURLToPath(import.meta.resolve(name)));
}

function besideOneTooOld(): string {
  const old = temporaryFolder();
  writeFileSync(join(old, "index.js"), "exports.Agent = class { dispatch() {} };");
  return programBeside(old);
}

/** A program that finds `undici` as its package of that name. */
function programBeside(undici: string): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(undici, join(folder, "node_modules/undici"), "junction");
  return join(folder, "bot.js");
}

test("where undici cannot be loaded, the platform's `fetch` sends", async () => {
  const server = await makeServer();
  const transport = createTransport({}, { ...NODE, loadUndici: () => undefined });
  onTestFinished(() => transport.close());
  expect(await transport.send(post(server.url))).toMatchObject({ kind: "answered", status: 200 });
});

test("where nothing can send, that is an error at once", () => {
  const nothing = { ...NODE, loadUndici: () => undefined, hasFetch: false };
  expect(() => createTransport({}, nothing)).toThrow(/nothing to send requests with.*Install undici/);
  expect(() => createTransport({}, { ...nothing, loadUndici: () => undici })).not.toThrow();
});

test("a closed transport sends nothing, also if it never sent", async () => {
  const transport = createTransport({}, NODE);
  await transport.close();
  expect(await transport.send(post("http://127.0.0.1:1"))).toMatchObject({ kind: "failed", answerLost: false });
});

test("where the environment's proxies hold for the bot's own requests, they hold for the tracker's", async () => {
  const server = await makeServer();
  const through: string[] = [];
  const proxy = createServer((request, response) => {
    through.push(String(request.url));
    response.writeHead(502).end();
  });
  proxy.on("connect", ({ url }, socket) => {
    through.push(String(url));
    const { hostname, port } = new URL(`http://${url}`);
    const upstream = connect(Number(port), hostname, () => {
      socket.write("HTTP/1.1 200 OK\r\n\r\n");
      upstream.pipe(socket).pipe(upstream);
    });
    for (const end of [socket, upstream]) end.on("error", () => {});
  });
  await new Promise<void>((listening) => proxy.listen(0, "127.0.0.1", listening));
  onTestFinished(() => void proxy.close().closeAllConnections());
  const { port } = proxy.address() as AddressInfo;
  vi.stubEnv("HTTP_PROXY", `http://127.0.0.1:${port}`);
  vi.stubEnv("NO_PROXY", "");
  onTestFinished(() => void vi.unstubAllEnvs());

  const transport = createTransport({}, { ...NODE, envProxy: true });
  onTestFinished(() => transport.close());
  await transport.send(post(server.url));
  expect(through).toHaveLength(1);

  vi.stubEnv("NO_PROXY", "127.0.0.1");
  const direct = createTransport({}, { ...NODE, envProxy: true });
  onTestFinished(() => direct.close());
  expect(await direct.send(post(server.url))).toMatchObject({ kind: "answered", status: 200 });
  expect(through).toHaveLength(1);
});

test("they hold when Node is told so, in each of its ways, and a proxy is named", () => {
  const proxy = { HTTPS_PROXY: "http://proxy.example" };
  expect(usesEnvProxy({ env: proxy, execArgv: [] })).toBe(false);
  expect(usesEnvProxy({ env: { NODE_USE_ENV_PROXY: "1" }, execArgv: [] })).toBe(false);
  expect(usesEnvProxy({ env: { ...proxy, NODE_USE_ENV_PROXY: "1" }, execArgv: [] })).toBe(true);
  expect(usesEnvProxy({ env: { ...proxy, NODE_USE_ENV_PROXY: "0" }, execArgv: [] })).toBe(false);
  expect(usesEnvProxy({ env: { http_proxy: "http://proxy.example" }, execArgv: ["--use-env-proxy"] })).toBe(true);
  expect(usesEnvProxy({ env: { ...proxy, NODE_OPTIONS: "--inspect --use-env-proxy" }, execArgv: [] })).toBe(true);
});

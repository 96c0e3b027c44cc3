import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { startTelegramSimulator, type TelegramSimulator } from "@bot-tracker/telegram-simulator";
import { createAdaptorServer } from "@hono/node-server";
import { MOST_HELD } from "../bounds/most.ts";
import { openChat } from "../chat/open-chat.ts";
import { checkFault } from "../faults/check-fault.ts";
import type { KeyRedaction } from "../keys/key-redaction.ts";
import { type ResolvedOptions, resolveOptions } from "../options/resolve-options.ts";
import type { SandboxOptions } from "../options/sandbox-options.ts";
import { createApp } from "../routes/create-app.ts";
import { HostNames } from "../routes/host-names.ts";
import { toWireSettings } from "../settings/to-wire-settings.ts";
import { createState } from "../state/create-state.ts";
import { Epoch } from "../state/epoch.ts";
import type { SandboxState } from "../state/sandbox-state.ts";
import { noteClosed } from "./note-closed.ts";
import type { Sandbox } from "./sandbox.ts";

/**
 * Starts TGTrack and HowUsedBot on this machine.
 *
 * @throws {SandboxError} as a rejection, when an option is invalid; the system's own error (`EADDRINUSE`, say)
 * when the port is not available.
 *
 * @example
 * const sandbox = await startSandbox();
 * // run a bot with BOT_TRACKER_SANDBOX=sandbox.url, send it /start
 * const [start] = await sandbox.waitFor({ method: "on_telegram_webhook" });
 * await sandbox.close();
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  return (await startWithRedaction(options)).sandbox;
}

/** A sandbox, and what hides the keys that it knows in what is shown of it. */
export interface SandboxWithRedaction {
  sandbox: Sandbox;
  redaction: KeyRedaction;
}

/** As `startSandbox`, for whoever prints what arrives. */
export async function startWithRedaction(options: SandboxOptions): Promise<SandboxWithRedaction> {
  const resolved = resolveOptions(options);
  const epoch = new Epoch();
  const state = createState(resolved, epoch);
  let url = "";
  const telegram = resolved.telegram && (await startTelegram(resolved.telegram.port, resolved, state));
  const rooms = telegram && openChat(telegram, state);
  const app = createApp(state, {
    rooms,
    password: resolved.password,
    names: new HostNames(resolved.host, resolved.allowedHosts),
    url: () => url,
    steadyMs: () => performance.now(),
  });
  // The adapter would otherwise put its own Request and Response in place of the process's, which is a test's own.
  const server = createAdaptorServer({ fetch: app.fetch, overrideGlobalObjects: false });
  if ("keepAliveTimeout" in server) server.keepAliveTimeout = IDLE_CONNECTION_MS;
  server.maxConnections = MOST_HELD.connections;
  server.listen(resolved.port, resolved.host);
  try {
    await once(server, "listening");
  } catch (error) {
    state.store.close();
    await telegram?.close();
    throw error;
  }
  url = urlOf(server.address() as AddressInfo);
  noteClosed(url, false);

  let closing: Promise<void> | undefined;
  const close = () => {
    closing ??= new Promise((resolve) => {
      noteClosed(url, true);
      rooms?.crowd.cancel();
      rooms?.chat.close();
      epoch.end();
      state.log.endWaits();
      server.close(() => {
        state.store.close();
        resolve(telegram?.close());
      });
      if ("closeAllConnections" in server) server.closeAllConnections();
    });
    return closing;
  };
  const sandbox: Sandbox = {
    url,
    telegramUrl: telegram?.apiRoot,
    requests: (wanted) => state.log.find(wanted),
    waitFor: (wanted, waitOptions) => state.log.waitFor(wanted, waitOptions),
    fault: (fault) => {
      const active = state.faults.add(checkFault(fault), state.clock.nowMs());
      return {
        id: active.id,
        get hits() {
          return active.hits;
        },
        clear: () => void state.faults.clear(active.id),
      };
    },
    addKey: (key) => state.keys.add(typeof key === "string" ? { key } : key, state.clock.nowMs()),
    settings: (changes) => {
      if (changes !== undefined) state.settings.change(changes);
      return toWireSettings(state.settings.current, state.clock.aheadMs);
    },
    nowMs: () => state.clock.nowMs(),
    advance: (byMs) => state.clock.advance(byMs),
    reset: () => state.reset(),
    onRequest: (listener) => state.log.subscribe(listener),
    close,
    [Symbol.asyncDispose]: close,
  };
  return { sandbox, redaction: state.store.redaction };
}

/** @throws the system's own error when the port is not available; the sandbox's file is closed then. */
async function startTelegram(
  port: number,
  { host, allowedHosts }: ResolvedOptions,
  { clock, keys, store }: SandboxState,
): Promise<TelegramSimulator> {
  try {
    return await startTelegramSimulator({
      port,
      host,
      allowedHosts,
      onUnknownToken: "add-bot",
      // They may be real ones, and people write them to their bot.
      onToken: (token) => {
        keys.finder.add(token);
        keys.finder.add(token.slice(token.indexOf(":") + 1));
      },
      nowMs: () => clock.nowMs(),
    });
  } catch (error) {
    store.close();
    throw error;
  }
}

/**
 * Longer than a bot keeps a connection open. After Node's own 5 s, a bot on a busy machine could send on a connection
 * that has just been closed here, and its request would look lost.
 */
const IDLE_CONNECTION_MS = 60_000;

/** A wildcard address is reached at the loopback one. */
function urlOf({ address, family, port }: AddressInfo): string {
  if (address === "0.0.0.0" || address === "::") return `http://127.0.0.1:${port}`;
  return family === "IPv6" ? `http://[${address}]:${port}` : `http://${address}:${port}`;
}

import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import { Clock } from "./clock.ts";
import { createApp } from "./create-app.ts";
import { checkFault } from "./faults/check-fault.ts";
import { FaultBoard } from "./faults/fault-board.ts";
import { KeyRing } from "./key-ring.ts";
import { RequestLog } from "./request-log.ts";
import { type ResolvedOptions, resolveOptions } from "./resolve-options.ts";
import type { Sandbox } from "./sandbox.ts";
import { SandboxError } from "./sandbox-error.ts";
import type { SandboxOptions } from "./sandbox-options.ts";
import type { SandboxState } from "./sandbox-state.ts";
import { HowUsedBotService } from "./services/howusedbot/howusedbot-service.ts";
import { TgtrackService } from "./services/tgtrack/tgtrack-service.ts";

/**
 * Starts TGTrack and HowUsedBot on this machine.
 *
 * @throws {SandboxError} as a rejection, when an option makes no sense; the system's own error (`EADDRINUSE`, say)
 * when the port cannot be had.
 *
 * @example
 * const sandbox = await startSandbox();
 * // run a bot with BOT_TRACKER_SANDBOX=sandbox.url, send it /start
 * const [start] = await sandbox.waitFor({ method: "on_telegram_webhook" });
 * await sandbox.close();
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const resolved = resolveOptions(options);
  const epoch = new Epoch();
  const state = createState(resolved, epoch);
  let url = "";
  const app = createApp(state, resolved.password, () => url);
  // The adapter would otherwise put its own Request and Response in place of the process's, which is a test's own.
  const server = createAdaptorServer({ fetch: app.fetch, overrideGlobalObjects: false });
  server.listen(resolved.port, resolved.host);
  await once(server, "listening");
  url = urlOf(server.address() as AddressInfo);

  let closing: Promise<void> | undefined;
  const close = () => {
    closing ??= new Promise((resolve) => {
      epoch.end();
      server.close(() => resolve());
      if ("closeAllConnections" in server) server.closeAllConnections();
    });
    return closing;
  };
  return {
    url,
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
    nowMs: () => state.clock.nowMs(),
    advance: (byMs) => {
      if (!(byMs >= 0 && byMs < Number.POSITIVE_INFINITY))
        throw new SandboxError(`advance takes milliseconds of 0 or more, not ${byMs}.`);
      state.clock.advance(byMs);
    },
    reset: () => state.reset(),
    onRequest: (listener) => state.log.subscribe(listener),
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** The time between two resets. Its signal ends whatever requests of it still wait for. */
class Epoch {
  #controller = new AbortController();

  signal(): AbortSignal {
    return this.#controller.signal;
  }

  end(): void {
    this.#controller.abort();
    this.#controller = new AbortController();
  }
}

function createState(options: ResolvedOptions, epoch: Epoch): SandboxState {
  const clock = new Clock(options.now);
  const keys = new KeyRing(options.keys, options.acceptAnyKey, clock.nowMs());
  const log = new RequestLog(options.maxRequests);
  const faults = new FaultBoard(options.random);
  const { retryAfter, errorStatus, integration, strictUserIds, repeats, maxEventLength } = options;
  const shared = { keys, retryAfter, errorStatus };
  const links = new Map(options.links.map((link) => [link.code, link]));
  const absentMethods = new Set(options.absentMethods);
  const tgtrackOptions = {
    ...shared,
    limits: options.limits,
    links,
    integration,
    absentMethods,
    strictUserIds,
    repeats,
  };
  const services = {
    tgtrack: new TgtrackService("telegram", tgtrackOptions),
    tgtrackMax: new TgtrackService("max", tgtrackOptions),
    howUsedBot: new HowUsedBotService({ ...shared, limits: options.howUsedBotLimits, maxEventLength }),
  };
  return {
    clock,
    keys,
    log,
    faults,
    random: options.random,
    ...services,
    interruption: () => epoch.signal(),
    reset: () => {
      epoch.end();
      log.clear();
      faults.clearAll();
      for (const service of Object.values(services)) service.reset();
    },
  };
}

/** An address that stands for all of a machine's is reached at the loopback one. */
function urlOf({ address, family, port }: AddressInfo): string {
  if (address === "0.0.0.0" || address === "::") return `http://127.0.0.1:${port}`;
  return family === "IPv6" ? `http://[${address}]:${port}` : `http://${address}:${port}`;
}

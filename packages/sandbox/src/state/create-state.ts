import { BytesUnderWay } from "../bounds/bytes-under-way.ts";
import { MOST_HELD } from "../bounds/most.ts";
import { ActiveFaults } from "../faults/active-faults.ts";
import { bringInHistory } from "../history/bring-in-history.ts";
import { Keys } from "../keys/keys.ts";
import type { ResolvedOptions } from "../options/resolve-options.ts";
import { HowUsedBotService } from "../services/howusedbot/howusedbot-service.ts";
import { TgtrackService } from "../services/tgtrack/tgtrack-service.ts";
import { ActiveSettings } from "../settings/active-settings.ts";
import { openStore } from "../store/sandbox-store.ts";
import { ChangeFeed } from "./change-feed.ts";
import { Clock } from "./clock.ts";
import type { Epoch } from "./epoch.ts";
import { RequestLog } from "./request-log.ts";
import type { SandboxState } from "./sandbox-state.ts";

/** @throws {SandboxError} when a key is invalid, the file cannot be used, or a made-up history not be brought in. */
export function createState(options: ResolvedOptions, epoch: Epoch): SandboxState {
  const { file, maxRequests, maxBytes, maxAgeMs, random } = options;
  const changes = new ChangeFeed();
  const revised = () => changes.revised();
  const clock = new Clock(options.now, revised);
  const settings = new ActiveSettings(options.settings, revised);
  const keys = new Keys(options.keys, {
    acceptsAnyKey: () => settings.current.acceptAnyKey,
    isOpen: options.password === undefined,
    nowMs: clock.nowMs(),
  });
  const store = openStore({ file, maxRequests, maxBytes, maxAgeMs, knownKeys: keys.finder });
  for (const link of options.links) store.links.save(link, clock.nowMs());
  if (options.madeUpHistory !== undefined) {
    try {
      bringInHistory(store, options.madeUpHistory, { keys, settings: settings.current, nowMs: clock.nowMs() });
    } catch (error) {
      store.close();
      throw error;
    }
  }
  const log = new RequestLog(store);
  log.subscribe(({ id }) => changes.requestArrived(id));
  const faults = new ActiveFaults(random, revised);
  const parts = { keys, settings, store };
  const services = {
    tgtrack: new TgtrackService("telegram", parts),
    tgtrackMax: new TgtrackService("max", parts),
    howUsedBot: new HowUsedBotService(parts),
  };
  const resetListeners: (() => void)[] = [];
  return {
    clock,
    keys,
    log,
    faults,
    random,
    settings,
    store,
    changes,
    underWay: new BytesUnderWay(MOST_HELD.bytesUnderWay),
    kept: { maxRequests, maxAgeMs },
    ...services,
    interruption: () => epoch.signal(),
    onReset: (listener) => void resetListeners.push(listener),
    reset: () => {
      epoch.end();
      store.write(clock.nowMs(), () => store.clear());
      faults.clearAll();
      for (const service of Object.values(services)) service.reset();
      for (const listener of resetListeners) listener();
      changes.revised();
    },
  };
}

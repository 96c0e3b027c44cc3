import type { Keys } from "../keys/keys.ts";
import { HowUsedBotService } from "../services/howusedbot/howusedbot-service.ts";
import type { IncomingRequest, Service } from "../services/service.ts";
import { TgtrackService } from "../services/tgtrack/tgtrack-service.ts";
import { ActiveSettings } from "../settings/active-settings.ts";
import { NO_LIMITS } from "../settings/check-limits.ts";
import type { SettingsValues } from "../settings/settings-values.ts";
import { openStore, type SandboxStore } from "../store/sandbox-store.ts";
import { SandboxError } from "../support/sandbox-error.ts";
import type { ServiceName } from "../wire/service-name.ts";
import type { MadeUpRequest } from "./made-up-history.ts";

/**
 * What the services would have made of these requests, each at its own time, in a store of its own: the sandbox's own
 * services know nothing of it.
 *
 * @param requests the oldest first
 * @throws {SandboxError} when a service refuses one of them
 */
export function replayRequests(requests: readonly MadeUpRequest[], keys: Keys, settings: SettingsValues): SandboxStore {
  const store = openStore({ maxAgeMs: Number.MAX_SAFE_INTEGER, maxSeenIds: 1_000_000, knownKeys: keys.finder });
  const unlimited = { ...settings, limits: NO_LIMITS, howUsedBotLimits: NO_LIMITS };
  const parts = { keys, settings: new ActiveSettings(unlimited, () => undefined), store };
  const services: Record<ServiceName, Service> = {
    tgtrack: new TgtrackService("telegram", parts),
    "tgtrack-max": new TgtrackService("max", parts),
    howusedbot: new HowUsedBotService(parts),
  };
  for (const key of new Set(requests.map((request) => request.key))) store.keys.idOf(key);
  store.write(0, () => {
    for (const request of requests) {
      const service = services[request.service];
      const call = service.read(incoming(request));
      const { outcome, facts } = service.judge(call, request.atMs);
      if (outcome.kind === "refused") {
        const { code, description, details = "" } = outcome;
        throw new SandboxError(
          `madeUpHistory: ${request.service} refuses ${request.method} of ${new Date(request.atMs).toISOString()} ` +
            `with ${code} ${description} ${store.redaction.text(details, request.key)}`.trimEnd(),
        );
      }
      for (const fact of facts) store.facts.add(store.keys.idOf(request.key), fact);
    }
  });
  return store;
}

function incoming({ service, key, method, body }: MadeUpRequest): IncomingRequest {
  const request = { httpMethod: "POST", headers: { "content-type": "application/json" } };
  if (service === "howusedbot") {
    return { ...request, bodyText: JSON.stringify({ ...body, apiToken: key, requestType: method }) };
  }
  return { ...request, pathKey: key, pathMethod: method, bodyText: JSON.stringify(body) };
}

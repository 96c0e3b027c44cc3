import {
  type AnyMethod,
  type BotHooks,
  type CallFailure,
  isAbortSignal,
  observeCall,
  wrapMethod,
} from "@bot-tracker/core/adapter-kit";
import { RefusedSends } from "./refused-sends.ts";

/** What the tracker uses of the API object of `@maxhub/max-bot-api`. */
export interface MaxApi {
  readonly raw: object;
  getChat(id: number): Promise<unknown>;
  getMyInfo(): Promise<unknown>;
}

/** A call as the SDK's client takes it. */
interface ClientCall {
  method?: unknown;
  options?: {
    method?: unknown;
    query?: Readonly<Record<string, unknown>>;
    path?: Readonly<Record<string, unknown>>;
    body?: unknown;
    signal?: unknown;
  };
}

/**
 * Observes every call to MAX that this API object makes. The SDK has one function for all of them, in its client; the
 * object for raw calls and the modules that were used already have a copy of it.
 */
export function wrapCalls(api: MaxApi, hooks: BotHooks): void {
  const { raw } = api;
  const holders = [Reflect.get(raw, "client"), raw, ...Object.values(raw)];
  for (const holder of holders) {
    if (typeof holder !== "object" || holder === null || !Object.hasOwn(holder, "call")) continue;
    wrapMethod(holder, "call", (original) => hooks.standInFor(original, (method) => observed(method, hooks)));
  }
}

function observed(original: AnyMethod, hooks: BotHooks): AnyMethod {
  return function (this: unknown, ...args) {
    const { method, options = {} } = (args[0] ?? {}) as ClientCall;
    const { query, path, body, signal } = options;
    const name = `${String(options.method ?? "GET")} ${String(method)}`;
    const isObject = typeof body === "object" && body !== null;
    const params = { ...path, ...query, ...(isObject && name === "POST subscriptions" ? body : {}) };
    const call = hooks.callStarted(name, params, isAbortSignal(signal) ? signal : undefined);
    return observeCall(
      original.apply(this, args),
      (answer) => {
        const { status, data } = (answer ?? {}) as { status?: unknown; data?: unknown };
        if (status !== 200) {
          RefusedSends.of(hooks).refused(name, params, readFailure(status, data));
          return;
        }
        hooks.callSucceeded(name, data, call);
        learnDialog(params, data, hooks);
      },
      // No answer came, which says nothing of the recipient.
      () => {},
    );
  };
}

/** The client gives MAX's refusals as answers; the SDK makes errors of them later. */
function readFailure(status: unknown, data: unknown): CallFailure {
  const { code, message } = (data ?? {}) as { code?: unknown; message?: unknown };
  const words = [code, message].filter((word) => typeof word === "string");
  return { errorCode: typeof status === "number" ? status : undefined, description: words.join(": ") };
}

function learnDialog(params: Readonly<Record<string, unknown>>, data: unknown, hooks: BotHooks): void {
  const userId = params["user_id"];
  if (userId === undefined) return;
  const { message } = (data ?? {}) as { message?: { recipient?: { chat_id?: unknown } | null } | null };
  const chatId = message?.recipient?.chat_id;
  if (typeof chatId === "number") RefusedSends.of(hooks).sent({ chatId: String(chatId), userId: String(userId) });
}

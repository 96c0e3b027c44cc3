import type { HttpBindings } from "@hono/node-server";
import type { Context, Hono } from "hono";
import { languageDetector } from "hono/language";
import { keyIdOf } from "../keys/key-labels.ts";
import { requestsPage } from "../last-events/last-events-page.ts";
import type { SandboxState } from "../state/sandbox-state.ts";
import type { MessengerName } from "../wire/service-name.ts";

type PageContext = Context<{ Bindings: HttpBindings }>;

const MAX_REQUESTS_SHOWN = 100;

const HEADERS = {
  // Nothing external may load, and no script may run at all, even if something slipped through the escaping.
  "content-security-policy":
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  // The address may hold a key.
  "referrer-policy": "no-referrer",
  "cache-control": "no-store",
};

/** TGTrack has a page of its own for each messenger. What HowUsedBot was told stands on Telegram's. */
const LAST_EVENTS: Readonly<Record<string, MessengerName>> = {
  "/last_events": "telegram",
  "/last_events/": "telegram",
  "/API/last_events": "max",
  "/API/last_events/": "max",
};

/**
 * `/last_events/` and for MAX `/API/last_events/`, as TGTrack calls them: the last requests of a key, as plain HTML. `key` is a whole key, or its short
 * id from the page.
 */
export function addLastEventsRoutes(
  app: Hono<{ Bindings: HttpBindings }>,
  state: SandboxState,
  url: () => string,
): void {
  const language = languageDetector({
    order: ["querystring", "header"],
    lookupQueryString: "lang",
    supportedLanguages: ["en", "ru"],
    fallbackLanguage: "en",
    caches: false,
  });
  const show = (messenger: MessengerName) => (context: PageContext) => {
    const keys = state.log.keys(messenger);
    const wanted = context.req.query("typed") || context.req.query("key");
    const hash = wanted === undefined ? undefined : keyIdOf(wanted);
    const key = wanted === undefined ? keys[0] : keys.find((seen) => seen.hash === hash || seen.hash === wanted);
    const keyId = key?.hash ?? hash;
    const requests = keyId === undefined ? [] : state.log.newestOf(keyId, messenger, MAX_REQUESTS_SHOWN);
    const page = requestsPage({
      language: context.get("language") === "ru" ? "ru" : "en",
      messenger,
      url: url(),
      keys,
      keyId,
      requests,
      redaction: state.store.redaction,
    });
    return context.html(page, 200, HEADERS);
  };
  for (const [path, messenger] of Object.entries(LAST_EVENTS)) app.get(path, language, show(messenger));
}

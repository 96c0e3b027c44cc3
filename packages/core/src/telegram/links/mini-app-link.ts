import { StartPayloadError } from "../../errors/start-payload-error.ts";
import { withOwnErrors } from "../../support/with-own-errors.ts";
import { botAddress, checkAppName, checkAppPayload } from "./link-parts.ts";

export interface MiniAppLinkOptions {
  /** What the app is opened with: `start_param` in its `initData`. @default none */
  payload?: string | undefined;
  /** The app's short name at BotFather: the last part of its own link. @default the bot's main Mini App */
  app?: string | undefined;
  /** How large it opens. @default as Telegram opens it, at its full height */
  mode?: "compact" | "fullscreen" | undefined;
}

/**
 * The link that opens a Mini App of the bot: `https://t.me/<bot>?startapp=<payload>`, or with the app's short name
 * `https://t.me/<bot>/<app>?startapp=<payload>`. `botUsername` may carry its `@`.
 *
 * The bot is not started by it and gets no update: to count who came, check the app's `initData`, as docs/mini-apps.md
 * shows. Source: Telegram's pages on deep links and Mini Apps.
 *
 * @throws {StartPayloadError} when the username or the app's name is none, the payload is not 1 to 512 characters of
 *   `A-Za-z0-9_-`, or there is no such mode.
 *
 * @example
 * miniAppLink("my_bot", { app: "shop", payload: "PJaf5568712cd", mode: "compact" });
 */
export function miniAppLink(botUsername: string, options: MiniAppLinkOptions = {}): string {
  const { payload, app, mode } = withOwnErrors(
    (problem) => new StartPayloadError(`The options of miniAppLink cannot be used: ${problem}`),
    () => ({ payload: options.payload, app: options.app, mode: options.mode }),
  );
  const address = botAddress(botUsername);
  if (app !== undefined) checkAppName(app);
  if (payload !== undefined) checkAppPayload(payload);
  if (mode !== undefined && mode !== "compact" && mode !== "fullscreen") {
    throw new StartPayloadError(
      'The mode of a Mini App\'s link must be "compact" or "fullscreen". Leave it out for neither.',
    );
  }
  // Without it the link to a main Mini App would open the chat; an app with a name of its own needs none.
  const start = payload === undefined ? (app === undefined ? ["startapp"] : []) : [`startapp=${payload}`];
  const query = mode === undefined ? start : [...start, `mode=${mode}`];
  return `${address}${app === undefined ? "" : `/${app}`}${query.length === 0 ? "" : `?${query.join("&")}`}`;
}

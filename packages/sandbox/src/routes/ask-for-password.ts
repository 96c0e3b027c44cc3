import { createHash, timingSafeEqual } from "node:crypto";
import type { HttpBindings } from "@hono/node-server";
import type { MiddlewareHandler } from "hono";
import { basicAuth } from "hono/basic-auth";
import { PasswordTries } from "./password-tries.ts";

/**
 * Asks for the password under any name, by HTTP basic. `steadyMs` is real time, which nobody can move forward. A try is
 * looked at and counted before the next one is: many at once would otherwise all be the first.
 */
export function askForPassword(
  password: string,
  steadyMs: () => number,
): MiddlewareHandler<{ Bindings: HttpBindings }> {
  const tries = new PasswordTries();
  const auth = basicAuth({
    verifyUser: (_name, given, context) => {
      const isRight = timingSafeEqual(digestOf(given), digestOf(password));
      if (!isRight) tries.failed(addressOf(context.env), steadyMs());
      return isRight;
    },
    realm: "Bot Tracker sandbox",
  });
  return async (context, next) => {
    const waitMs = tries.waitMs(addressOf(context.env), steadyMs());
    // The right one as well: whoever tries on would otherwise notice it.
    if (waitMs > 0 && context.req.header("authorization") !== undefined) {
      const seconds = Math.ceil(waitMs / 1_000);
      const error = `Too many wrong passwords came from this address. Try again in ${seconds} s.`;
      return context.json({ error }, 429, { "retry-after": String(seconds) });
    }
    return auth(context, next);
  };
}

/** Of one length, whatever the password's is. */
function digestOf(password: string): Buffer {
  return createHash("sha256").update(password).digest();
}

function addressOf({ incoming }: HttpBindings): string {
  return incoming.socket.remoteAddress ?? "";
}

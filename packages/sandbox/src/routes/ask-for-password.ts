import { createHash, timingSafeEqual } from "node:crypto";
import type { HttpBindings } from "@hono/node-server";
import type { Context, MiddlewareHandler } from "hono";
import { auth } from "hono/utils/basic-auth";
import { isAskedByPerson } from "./page-routes.ts";
import { PASSWORD_PAGE_HEADERS, type PasswordProblem, passwordPage } from "./password-page.ts";
import { PasswordTries } from "./password-tries.ts";

type PageContext = Context<{ Bindings: HttpBindings }>;

/**
 * Asks for the password under any name, by HTTP basic. `steadyMs` is real time, which nobody can move forward. A try is
 * looked at and counted before the next one is: many at once would otherwise all be the first.
 */
export function askForPassword(
  password: string,
  steadyMs: () => number,
): MiddlewareHandler<{ Bindings: HttpBindings }> {
  const tries = new PasswordTries();
  return async (context, next) => {
    const address = addressOf(context.env);
    const waitMs = tries.waitMs(address, steadyMs());
    // The right one as well: whoever tries on would otherwise notice it.
    if (waitMs > 0 && context.req.header("authorization") !== undefined) {
      return refuse(context, { kind: "wait", seconds: Math.ceil(waitMs / 1_000) });
    }
    const given = auth(context.req.raw)?.password;
    if (given === undefined) return refuse(context, { kind: "needed" });
    if (timingSafeEqual(digestOf(given), digestOf(password))) return next();
    tries.failed(address, steadyMs());
    return refuse(context, { kind: "needed" });
  };
}

function refuse(context: PageContext, problem: PasswordProblem): Response | Promise<Response> {
  const status = problem.kind === "needed" ? 401 : 429;
  if (problem.kind === "needed") context.header("www-authenticate", 'Basic realm="Bot Tracker sandbox"');
  else context.header("retry-after", String(problem.seconds));
  if (isAskedByPerson(context)) {
    const page = passwordPage(problem, context.req.header("accept-language") ?? "");
    return context.html(page, status, PASSWORD_PAGE_HEADERS);
  }
  const error =
    problem.kind === "needed"
      ? "This sandbox asks for its password: HTTP basic, with any user name."
      : `Too many wrong passwords came from this address. Try again in ${problem.seconds} s.`;
  return context.json({ error }, status);
}

/** Of one length, whatever the password's is. */
function digestOf(password: string): Buffer {
  return createHash("sha256").update(password).digest();
}

function addressOf({ incoming }: HttpBindings): string {
  return incoming.socket.remoteAddress ?? "";
}

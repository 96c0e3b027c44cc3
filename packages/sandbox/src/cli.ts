#!/usr/bin/env node
import { randomBytes } from "node:crypto";
import { networkInterfaces } from "node:os";
import { onOneLine } from "@bot-tracker/core/outbox-kit";
import { readCliArguments, USAGE } from "./command/cli-arguments.ts";
import { describeRequest } from "./command/describe-request.ts";
import { onParentGone } from "./command/on-parent-gone.ts";
import { outsideAddress } from "./command/outside-address.ts";
import type { SandboxOptions } from "./options/sandbox-options.ts";
import type { Sandbox } from "./sandbox/sandbox.ts";
import { startWithRedaction } from "./sandbox/start-sandbox.ts";
import { isLoopback } from "./support/is-loopback.ts";
import { SandboxError } from "./support/sandbox-error.ts";

const EXIT_FAILED = 1;
const EXIT_BAD_ARGUMENTS = 2;

async function main(): Promise<void> {
  const request = readCliArguments(process.argv.slice(2), process.stdout.isTTY, process.env);
  if (request.kind === "help") return void process.stdout.write(USAGE);
  if (request.kind === "mistake") return failOnArguments(request.message);

  const { options, madePassword } = withPassword(request.options);
  // Before anything that takes time: the parent may go meanwhile.
  const parentPid = process.ppid;
  try {
    const { sandbox, redaction } = await startWithRedaction(options);
    if (request.logRequests) sandbox.onRequest((arrived) => console.log(describeRequest(arrived, redaction)));
    const stop = () => void sandbox.close();
    // Before the announcement: whoever reads it may stop the sandbox at once.
    process.once("SIGINT", stop);
    process.once("SIGTERM", stop);
    // Whoever starts it some other way may well want it to outlive the shell it was started from.
    if (process.env["npm_lifecycle_event"] === "npx") onParentGone(stop, parentPid);
    announce(sandbox, options, madePassword);
  } catch (error) {
    if (error instanceof SandboxError) return failOnArguments(error.message);
    fail(explainListenError(error, options), EXIT_FAILED);
  }
}

/** The lines for the environment stand alone, so that a person can copy them and a program can find them. */
function announce({ url, telegramUrl }: Sandbox, options: SandboxOptions, madePassword: string | undefined): void {
  const { file, host = "", password, keys = [], acceptAnyKey = false } = options;
  const outside = outsideAddress(host, new URL(url).port, networkInterfaces());
  console.log("TGTrack and HowUsedBot are running. Start your bot with this in its environment:\n");
  console.log(`BOT_TRACKER_SANDBOX=${url}`);
  if (telegramUrl !== undefined) console.log(`TELEGRAM_API_URL=${telegramUrl}`);
  console.log(`\nIncoming requests are shown at ${url}/`);
  if (telegramUrl !== undefined) {
    console.log(`Press START and write to your bot at ${url}/chat, where it runs on a Telegram of this machine if it`);
    console.log(
      "takes the Bot API's address from TELEGRAM_API_URL. Any token will do there, such as BOT_TOKEN=1:sandbox.",
    );
  }
  if (file !== undefined) console.log(`Everything is kept in ${onOneLine(file)}, without keys.`);
  if (outside !== undefined) console.log(`From other machines, bots and the page use ${outside}`);
  if (madePassword !== undefined) console.log(`The page's password is ${madePassword} (any user name).`);
  if (password !== undefined && !keys.includes("sandbox")) {
    // Keys that are named are otherwise the only ones.
    const named = acceptAnyKey ? "--key sandbox --accept-any-key" : "--key sandbox";
    console.log(`The key "sandbox", which everybody knows, does not work here unless you add ${named}.`);
  }
  console.log("Press Ctrl-C to stop.");
}

function withPassword(options: SandboxOptions): { options: SandboxOptions; madePassword?: string } {
  if (options.password !== undefined || isLoopback(options.host ?? "127.0.0.1")) return { options };
  const madePassword = randomBytes(12).toString("base64url");
  return { options: { ...options, password: madePassword }, madePassword };
}

function explainListenError(error: unknown, { port, host }: SandboxOptions): string {
  const { code, message, port: taken } = error as NodeJS.ErrnoException & { port?: number };
  if (code === "EADDRINUSE" && taken !== undefined && taken !== port) {
    return `Port ${taken} of ${host} is in use. Choose another for Telegram with --telegram-port, or none with --no-telegram.`;
  }
  if (code === "EADDRINUSE") {
    return `Port ${port} of ${host} is in use, perhaps by another sandbox. Stop it, or choose another port with --port.`;
  }
  return `The sandbox cannot listen on port ${port} of ${host}: ${message}`;
}

function failOnArguments(message: string): void {
  // It holds what was given, as a compose file or a script may have it from elsewhere.
  fail(`${onOneLine(message)}\nbot-tracker-sandbox --help lists the options.`, EXIT_BAD_ARGUMENTS);
}

function fail(message: string, exitCode: number): void {
  console.error(message);
  process.exitCode = exitCode;
}

void main();

import { randomBytes } from "node:crypto";
import { networkInterfaces } from "node:os";
import { onOneLine } from "@bot-tracker/core/outbox-kit";
import type { SandboxOptions } from "../options/sandbox-options.ts";
import type { Sandbox } from "../sandbox/sandbox.ts";
import { startWithRedaction } from "../sandbox/start-sandbox.ts";
import { isLoopback } from "../support/is-loopback.ts";
import { SandboxError } from "../support/sandbox-error.ts";
import { readCliArguments, USAGE } from "./cli-arguments.ts";
import { describeRequest } from "./describe-request.ts";
import { outsideAddress } from "./outside-address.ts";

const EXIT_FAILED = 1;
const EXIT_BAD_ARGUMENTS = 2;

/** What a run takes from outside, so that tests can replace it. */
export interface CommandPorts {
  env: Readonly<Record<string, string | undefined>>;
  inTerminal: boolean;
  /** Writes a line of the output. */
  print(line: string): void;
  /** Writes a line about what is wrong. */
  complain(line: string): void;
  /** Called with the sandbox before it is announced: whoever reads that may stop it at once. */
  onStarted(sandbox: Sandbox): void;
}

/** Runs the command line and returns the exit code, which is 0 for a sandbox that goes on running. */
export async function runCommand(args: readonly string[], ports: CommandPorts): Promise<number> {
  const { print, complain } = ports;
  const failOnArguments = (message: string): number => {
    // It holds what was given, as a compose file or a script may have it from elsewhere.
    complain(`${onOneLine(message)}\nbot-tracker-sandbox --help lists the options.`);
    return EXIT_BAD_ARGUMENTS;
  };
  const request = readCliArguments(args, ports.inTerminal, ports.env);
  if (request.kind === "help") {
    print(USAGE.trimEnd());
    return 0;
  }
  if (request.kind === "mistake") return failOnArguments(request.message);
  const { options, madePassword } = withPassword(request.options);
  try {
    const { sandbox, redaction } = await startWithRedaction(options);
    if (request.logRequests) sandbox.onRequest((arrived) => print(describeRequest(arrived, redaction)));
    ports.onStarted(sandbox);
    announce(print, sandbox, options, madePassword);
    return 0;
  } catch (error) {
    if (error instanceof SandboxError) return failOnArguments(error.message);
    complain(explainListenError(error, options));
    return EXIT_FAILED;
  }
}

/** The lines for the environment stand alone, so that a person can copy them and a program can find them. */
function announce(
  print: CommandPorts["print"],
  { url, telegramUrl }: Sandbox,
  options: SandboxOptions,
  madePassword: string | undefined,
): void {
  const { file, host = "", password, keys = [], acceptAnyKey = false } = options;
  const outside = outsideAddress(host, new URL(url).port, networkInterfaces());
  print("TGTrack and HowUsedBot are running. Start your bot with this in its environment:\n");
  print(`BOT_TRACKER_SANDBOX=${url}`);
  if (telegramUrl !== undefined) print(`TELEGRAM_API_URL=${telegramUrl}`);
  print(`\nIncoming requests are shown at ${url}/`);
  if (telegramUrl !== undefined) {
    print(`Press START and write to your bot at ${url}/chat, where it runs on a Telegram of this machine if it`);
    print("takes the Bot API's address from TELEGRAM_API_URL. Any token will do there, such as BOT_TOKEN=1:sandbox.");
  }
  if (file !== undefined) print(`Everything is kept in ${onOneLine(file)}, without keys.`);
  if (outside !== undefined) print(`From other machines, bots and the page use ${outside}`);
  if (madePassword !== undefined) print(`The page's password is ${madePassword} (any user name).`);
  if (password !== undefined && !keys.includes("sandbox")) {
    // Keys that are named are otherwise the only ones.
    const named = acceptAnyKey ? "--key sandbox --accept-any-key" : "--key sandbox";
    print(`The key "sandbox", which everybody knows, does not work here unless you add ${named}.`);
  }
  print("Press Ctrl-C to stop.");
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

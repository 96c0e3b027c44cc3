#!/usr/bin/env node
import { randomBytes } from "node:crypto";
import { readCliArguments, USAGE } from "./cli-arguments.ts";
import { isLoopback } from "./is-loopback.ts";
import { SandboxError } from "./sandbox-error.ts";
import type { SandboxOptions } from "./sandbox-options.ts";
import { startSandbox } from "./start-sandbox.ts";

async function main(): Promise<void> {
  const request = readCliArguments(process.argv.slice(2));
  if (request.kind === "help") return void process.stdout.write(USAGE);
  if (request.kind === "mistake") return fail(`${request.message}\nbot-tracker-sandbox --help lists the options.`);

  const { options, madePassword } = withPassword(request.options);
  try {
    const sandbox = await startSandbox(options);
    console.log(`Page:                  ${sandbox.url}/`);
    console.log(`For the bot's process: BOT_TRACKER_SANDBOX=${sandbox.url}`);
    if (madePassword !== undefined) console.log(`Password of the page:  ${madePassword} (any user name)`);
    const stop = () => void sandbox.close();
    process.once("SIGINT", stop);
    process.once("SIGTERM", stop);
  } catch (error) {
    fail(explain(error, options));
  }
}

function withPassword(options: SandboxOptions): { options: SandboxOptions; madePassword?: string } {
  if (options.password || isLoopback(options.host ?? "127.0.0.1")) return { options };
  const madePassword = randomBytes(12).toString("base64url");
  return { options: { ...options, password: madePassword }, madePassword };
}

function explain(error: unknown, { port, host }: SandboxOptions): string {
  if (error instanceof SandboxError) return error.message;
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "EADDRINUSE") {
    return `Port ${port} of ${host} is in use, perhaps by another sandbox. Stop that one, or choose another with --port.`;
  }
  return `The sandbox cannot listen on port ${port} of ${host}: ${message}`;
}

function fail(message: string): void {
  console.error(message);
  process.exitCode = 1;
}

void main();

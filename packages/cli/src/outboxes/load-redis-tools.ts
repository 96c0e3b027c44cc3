import { createRequire } from "node:module";
import { join } from "node:path";
import type * as RedisTools from "@bot-tracker/redis/outbox-kit";
import { CliError } from "../cli-error.ts";

const NAME = "@bot-tracker/redis";

/** Ways to load the package, in order; a parameter for the sake of tests, where it is always installed. */
export type Loading = readonly (() => Promise<typeof RedisTools>)[];

/**
 * The package for Redis, which is installed only by those who need it.
 *
 * @throws {CliError} it is missing, or its version has no such kit
 */
export async function loadRedisTools(
  places: Loading = [besideThisPackage, () => inFolder(process.cwd())],
): Promise<typeof RedisTools> {
  for (const load of places) {
    try {
      return await load();
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }
  throw new CliError(
    `--redis needs the package ${NAME} of the same version. Run this in the folder of a bot that has it, install it ` +
      `there (npm install ${NAME}), or add it to the command: npx -p @bot-tracker/cli -p ${NAME} bot-tracker`,
  );
}

function besideThisPackage(): Promise<typeof RedisTools> {
  return import("@bot-tracker/redis/outbox-kit");
}

/** Resolved from that folder, as a bot in it would: `npx` installs this package into a separate one. */
export async function inFolder(folder: string): Promise<typeof RedisTools> {
  return createRequire(join(folder, "package.json"))(`${NAME}/outbox-kit`);
}

const MISSING = ["ERR_MODULE_NOT_FOUND", "MODULE_NOT_FOUND", "ERR_PACKAGE_PATH_NOT_EXPORTED"];

function isMissing(error: unknown): boolean {
  const { code, message } = error as NodeJS.ErrnoException;
  return code !== undefined && MISSING.includes(code) && String(message).includes(NAME);
}

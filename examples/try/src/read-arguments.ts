import { parseArgs } from "node:util";
import { BOTS, type Framework } from "./frameworks.ts";

/** `mistake` says in a sentence what is wrong. */
export type TryRequest = { kind: "run"; framework: Framework; port: number } | { kind: "mistake"; message: string };

/** Telegram gets the port after it. */
const HIGHEST_PORT = 65_534;

export function readArguments(args: readonly string[]): TryRequest {
  try {
    const { bot, port } = parseArgs({
      args: [...args],
      options: { bot: { type: "string", default: "grammy" }, port: { type: "string", default: "8790" } },
    }).values;
    if (!isFramework(bot)) return mistake("--bot", `one of ${Object.keys(BOTS).join(", ")}`, bot);
    if (!/^\d{1,5}$/.test(port) || Number(port) > HIGHEST_PORT) {
      return mistake("--port", `a number from 0 to ${HIGHEST_PORT}`, port);
    }
    return { kind: "run", framework: bot, port: Number(port) };
  } catch (error) {
    return { kind: "mistake", message: error instanceof Error ? error.message : String(error) };
  }
}

function mistake(option: string, wanted: string, came: string): TryRequest {
  return { kind: "mistake", message: `${option} must be ${wanted}, not ${came}.` };
}

function isFramework(name: string): name is Framework {
  return Object.hasOwn(BOTS, name);
}

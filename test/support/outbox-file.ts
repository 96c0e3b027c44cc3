import { join } from "node:path";
import type { Ledger } from "@bot-tracker/core";
import { OutboxFile } from "@bot-tracker/core/outbox-kit";

/** Looks into the file of a bot that reported to a sandbox. */
export function lookInto<T>(dir: string, botId: number, look: (file: OutboxFile) => T): T {
  const file = new OutboxFile(join(dir, `${botId}.sandbox.sqlite`));
  try {
    return look(file);
  } finally {
    file.close();
  }
}

/**
 * What became of what a bot has recorded. On a busy machine one that was told to end may have sent only a part in time:
 * the rest waits in its file.
 */
export function ledgerOf(dir: string, botId: number): Ledger {
  return lookInto(dir, botId, (file) => file.ledger());
}

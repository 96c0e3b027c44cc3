import { CliError } from "../cli-error.ts";
import { type BotOutbox, withOutbox } from "../outboxes/bot-outbox.ts";
import { findAsideFiles } from "../outboxes/outbox-files.ts";
import { outboxProblem } from "../outboxes/outbox-problem.ts";
import { type Reached, withReachableOutboxes } from "../outboxes/with-reachable-outboxes.ts";
import type { Settings } from "../settings.ts";

/** What became of a person in one outbox, and in what was set aside from it. */
export interface Purged {
  bot: string;
  sandbox: boolean;
  /** Where the outbox is, if it is in Redis. */
  redis?: string;
  /** Whether anything was known of them. */
  known: boolean;
  /** Deliveries that were removed. */
  purged: number;
  /** Where something of the person may still stand, and how to mend that, each a sentence. */
  left: readonly string[];
  /** Why the outbox could not be purged: everything in it stands as before. */
  problem?: string;
}

/**
 * Forgets a person in every outbox that can be used: one that cannot keeps none of the others from it.
 *
 * @throws {CliError} there is no outbox
 */
export async function purgeEverywhere(settings: Settings, userId: string): Promise<Reached<Purged[]>> {
  try {
    // Files first: whatever moves from them to Redis in the meantime is then purged there.
    const { result, redisProblem } = await withReachableOutboxes(settings, (outboxes) => purgeAll(outboxes, userId));
    return { result: withAsideFiles(result, settings), redisProblem };
  } catch (error) {
    const left = withAsideFiles([], settings).flatMap((each) => each.left);
    if (!(error instanceof CliError) || left.length === 0) throw error;
    throw new CliError([error.message, ...left].join("\n"), error.exitCode);
  }
}

async function purgeAll(outboxes: readonly BotOutbox[], userId: string): Promise<Purged[]> {
  const all: Purged[] = [];
  for (const outbox of outboxes) all.push(await purgeOne(outbox, userId));
  return all;
}

async function purgeOne(outbox: BotOutbox, userId: string): Promise<Purged> {
  const { bot, sandbox, place } = outbox;
  const whose = { bot, sandbox, ...(place.kind === "redis" && { redis: place.address }) };
  try {
    const { deliveries, remembered, left } = await withOutbox(outbox, (opened) => opened.purgeUser(userId));
    return { ...whose, known: deliveries + remembered > 0, purged: deliveries, left };
  } catch (error) {
    return { ...whose, known: false, purged: 0, left: [], problem: outboxProblem(error) };
  }
}

/** Names what was set aside, whether the outbox that it was set aside from can be used, cannot, or is gone. */
function withAsideFiles(purged: readonly Purged[], settings: Settings): Purged[] {
  const all = [...purged];
  for (const { bot, sandbox, paths } of findAsideFiles(settings)) {
    const left = paths.map((path) => `${path}, which was set aside, may still name the user. Delete it.`);
    const index = all.findIndex((each) => each.bot === bot && each.sandbox === sandbox && each.redis === undefined);
    const own = all[index];
    if (own === undefined) all.push({ bot, sandbox, known: false, purged: 0, left });
    else all[index] = { ...own, left: [...own.left, ...left] };
  }
  return all;
}

import { Stage } from "./act.ts";
import type { ChatSide, ChatWords } from "./chat-side.ts";
import type { DoneDeed, PlannedDeed } from "./deed.ts";

export interface CrowdDirection {
  bot: ChatSide;
  words: ChatWords;
  plan: readonly PlannedDeed[];
  /** Resolves `atMs` after the start; rejects when the demo is stopped. */
  waitUntil(atMs: number): Promise<void>;
  onDeed(done: DoneDeed): void;
}

/** Plays a crowd's plan against a bot. Resolves once everybody has done everything they planned. */
export async function playCrowd({ bot, words, plan, waitUntil, onDeed }: CrowdDirection): Promise<void> {
  const stage = new Stage(bot, words);
  const ways = Map.groupBy(plan, ({ person }) => person.id);
  await Promise.all(
    [...ways.values()].map(async (way) => {
      for (const { person, atMs, deed } of way) {
        await waitUntil(atMs);
        onDeed(await stage.act(bot.user(person), deed));
      }
    }),
  );
}

import type { MessengerId } from "@bot-tracker/core";
import type { DoneDeed } from "../crowd/deed.ts";
import { type News, type Tally, tallyOf } from "./tally.ts";

/** What the services should have been told after these deeds. */
export function expectedTally(done: readonly DoneDeed[], messenger: MessengerId): Tally {
  if (messenger === "telegram") return tallyOf(done.flatMap(newsOf), done.flatMap(attendanceOf));
  // TGTrack has no method for stops of MAX bots, and HowUsedBot does not know the ids of MAX.
  return tallyOf(
    done.flatMap(newsOf).filter(({ kind }) => kind !== "stop"),
    [],
  );
}

/** How many of these deeds no service can be told of. They are counted as `unsupported`. */
export function expectedUnsupported(done: readonly DoneDeed[], messenger: MessengerId): number {
  return messenger === "max" ? done.filter(({ deed }) => deed.kind === "block").length : 0;
}

function newsOf({ userId, deed }: DoneDeed): News[] {
  switch (deed.kind) {
    case "start":
      return [{ kind: "start", userId, code: deed.code }];
    case "lesson":
      return [{ kind: "event", name: "lesson" }];
    case "phone":
    case "checkout":
      return [{ kind: "goal", userId }];
    case "pay":
      return [{ kind: "sale", userId, amount: deed.totalAmount / 100 }];
    case "block":
      return [{ kind: "stop", userId }];
    case "talk":
      return [];
  }
}

/** HowUsedBot is told everything: each deed, and also the event that the bot makes of it. */
function attendanceOf({ deed }: DoneDeed): string[] {
  switch (deed.kind) {
    case "start":
      return ["start"];
    case "block":
      return ["stop"];
    case "lesson":
      return ["common", "lesson"];
    case "pay":
      return ["common", "payment"];
    default:
      return ["common"];
  }
}

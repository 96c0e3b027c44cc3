import type { DoneDeed } from "../crowd/deed.ts";
import { type News, type Tally, tallyOf } from "./tally.ts";

/** What the services should have been told after these deeds. */
export function expectedTally(done: readonly DoneDeed[]): Tally {
  return tallyOf(done.flatMap(newsOf), done.flatMap(attendanceOf));
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

import { DELIVERY_CLASSES, type DeliveryClass } from "../delivery.ts";

/** The classes that share what starts and goals leave of a limit. */
export type SharingClass = "stop" | "event" | "activity";

/**
 * How far off each class's next turn is; 0 for one that has not been waiting. A class that goes may go again after its
 * own step, so that it never gains by having had nothing to send. File format, as is each number.
 */
export type Turns = Readonly<Record<SharingClass, number>>;

/** Nobody has gone yet. */
export const NO_TURNS: Turns = Object.freeze({ stop: 0, event: 0, activity: 0 });

/** After how much a class may go again: 4 : 2 : 1 while all of them wait. */
export const TURN_STEPS: Turns = Object.freeze({ stop: 1, event: 2, activity: 4 });

/** Most valuable first. */
export const SHARING_CLASSES: readonly SharingClass[] = ["stop", "event", "activity"];

export function isSharing(name: DeliveryClass): name is SharingClass {
  return name !== "start" && name !== "goal";
}

/**
 * The class to send next, of those that have something ready. Starts and goals go first; among the rest the one whose
 * turn is nearest, so that none of them makes another starve: start-time fair queueing. Over any stretch in which two
 * of them wait, what they got differs from their shares by a step of each at most; one that comes when it has not been
 * waiting goes next. Redis repeats this in Lua: `packages/redis/src/store/lua/shared/fair-shares.lua`.
 */
export function nextClass(turns: Turns, isReady: (name: DeliveryClass) => boolean): DeliveryClass | undefined {
  let nearest: SharingClass | undefined;
  for (const name of DELIVERY_CLASSES) {
    if (!isReady(name)) continue;
    if (!isSharing(name)) return name;
    if (nearest === undefined || turns[name] < turns[nearest]) nearest = name;
  }
  return nearest;
}

/** How far off a class's turn is: starts and goals take none. */
export function turnOf(turns: Turns, name: DeliveryClass): number {
  return isSharing(name) ? turns[name] : 0;
}

/** The turns after a class has sent something. The same object if nothing changes. */
export function takeTurn(turns: Turns, name: DeliveryClass): Turns {
  if (!isSharing(name)) return turns;
  const passed = turns[name];
  const after = { stop: 0, event: 0, activity: 0 };
  let isSame = passed === TURN_STEPS[name];
  for (const each of SHARING_CLASSES) {
    after[each] = each === name ? TURN_STEPS[name] : Math.max(0, turns[each] - passed);
    if (each !== name && after[each] !== turns[each]) isSame = false;
  }
  return isSame ? turns : after;
}

/** Something a person does with the bot. `number` makes the update, and the person where there is no other. */
export interface Deed {
  kind: "start" | "stop" | "event";
  /** Of the update; the same number is the same update, delivered again. */
  number: number;
  userId: number;
}

/** A person comes by an ad link. */
export function start(number: number): Deed {
  return { kind: "start", number, userId: FIRST_USER_ID + number };
}

/** The person of an earlier start does something else. */
export function after(kind: "stop" | "event", earlier: Deed, number: number): Deed {
  return { kind, number, userId: earlier.userId };
}

/**
 * `starts` people come, and after every fifth an event of theirs, after every tenth their stop. Those come a few deeds
 * later, as they would in a bot.
 */
export function busyBot(starts: number, firstNumber = 1): Deed[] {
  const deeds: Deed[] = [];
  let number = firstNumber;
  for (let person = 0; person < starts; person++) {
    const arrival = start(number++);
    deeds.push(arrival);
    if (person % 5 === 4) deeds.push(after("event", arrival, number++));
    if (person % 10 === 9) deeds.push(after("stop", arrival, number++));
  }
  return deeds;
}

const FIRST_USER_ID = 5_000_000_000;

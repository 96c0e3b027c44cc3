import type { Tally } from "./tally.ts";

/** What may go wrong in a case beyond what must never go wrong. */
export interface Allowance {
  /** Answers may not have reached the bot, so that as many deliveries may be doubled as it calls ambiguous. */
  losesAnswers: boolean;
}

/** What a case did not keep to, each as a sentence; none when all is well. */
export function brokenPromises(tally: Tally, { losesAnswers }: Allowance): string[] {
  const { told, accepted, startsTold, startsDelivered, doubled, ambiguous, lost, dead, outOfOrder, unbalanced } = tally;
  const broken: string[] = [];
  const expect = (isKept: boolean, sentence: string): void => {
    if (!isKept) broken.push(sentence);
  };
  expect(lost.length === 0, `${lost.length} deliveries are lost: ${lost.slice(0, 5).join(", ")}`);
  expect(accepted === told, `${accepted} deliveries were accepted of ${told} told`);
  expect(startsDelivered === startsTold, `${startsDelivered} starts of ${startsTold} were delivered`);
  expect(doubled <= ambiguous, `${doubled} deliveries are doubled, and the bot knows of ${ambiguous}`);
  expect(losesAnswers || ambiguous === 0, `${ambiguous} deliveries are ambiguous, though every answer came`);
  expect(dead === 0, `${dead} deliveries are among the dead letters`);
  expect(outOfOrder === 0, `${outOfOrder} stops came before their start`);
  expect(unbalanced === 0, `the ledger did not balance ${unbalanced} times`);
  for (const { service, most, window } of tally.windows) {
    const { limit, perMs } = window;
    expect(most <= limit, `${service} saw ${most} requests within ${perMs} ms, where ${limit} are allowed`);
  }
  return broken;
}

import type { Outbox } from "../outbox/outbox.ts";
import { errorMessage } from "../support/error-text.ts";
import type { Messages } from "../support/messages.ts";
import type { Ports } from "../support/ports.ts";
import { waitAtMost } from "../support/wait-at-most.ts";

/** What the tracker knows of a person and the bot. */
export interface PersonInfo {
  /** Whether a start of theirs was recorded. False: they only blocked the bot, or lifted a block. */
  started: boolean;
  /** Whether they block the bot, so that no message reaches them. */
  blocked: boolean;
  /** Unix seconds, by the messenger's clock, of the last change of these two: a further start changes neither. 0 if not known. */
  since: number;
}

/** A bot's handler waits for it. */
const WAIT_MS = 1_000;

export interface GetPersonParts {
  outbox: Outbox;
  messages: Pick<Messages, "warn" | "forget">;
  ports: Pick<Ports, "setTimer">;
}

/** What the outbox knows of a person. Undefined: nothing, or it cannot be read, which is said. Never rejects. */
export async function getPerson(
  { outbox, messages, ports }: GetPersonParts,
  botId: string,
  userId: string,
): Promise<PersonInfo | undefined> {
  let known: PersonInfo | undefined;
  let problem: string | undefined = `it did not answer within ${WAIT_MS} ms`;
  const read = async (): Promise<void> => {
    try {
      const person = await outbox.person(botId, userId);
      known = person && { started: person.started, blocked: person.blocked, since: person.since };
      problem = undefined;
    } catch (error) {
      problem = errorMessage(error);
    }
  };
  await waitAtMost(WAIT_MS, read(), ports);
  if (problem === undefined) {
    messages.forget("get-person");
    return known;
  }
  messages.warn(
    "get-person",
    `getPerson could not read the outbox (${problem}). It answers undefined until it can, as for somebody unknown.`,
  );
  return undefined;
}

import type { ChatMessage, PersonAction } from "../wire/chat.ts";

export type PayerStep =
  | { kind: "paid" }
  | { kind: "wait" }
  /** `key` names it, so that it is not done twice. */
  | { kind: "act"; key: string; action: PersonAction };

/**
 * What somebody who wants to pay does next: pays the newest invoice, else presses the newest button that they have not
 * pressed yet.
 */
export function nextPayerStep(messages: readonly ChatMessage[], done: ReadonlySet<string>): PayerStep {
  for (const { messageId, content, buttons } of messages.toReversed()) {
    if (content.kind === "invoice") {
      if (content.state.kind === "paid") return { kind: "paid" };
      const key = `pay ${messageId}`;
      if (messageId === null || content.state.kind === "asked" || done.has(key)) return { kind: "wait" };
      return { kind: "act", key, action: { kind: "pay", messageId } };
    }
    if (messageId === null) continue;
    for (const [row, inRow] of buttons.entries()) {
      const column = inRow.findIndex(
        (button, index) => button.kind === "callback" && !done.has(keyOf(messageId, row, index)),
      );
      if (column < 0) continue;
      return { kind: "act", key: keyOf(messageId, row, column), action: { kind: "press", messageId, row, column } };
    }
  }
  return { kind: "wait" };
}

function keyOf(messageId: number, row: number, column: number): string {
  return `press ${messageId} ${row} ${column}`;
}

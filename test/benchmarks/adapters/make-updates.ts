import { BOT, privateMessage, privateStart } from "../../support/updates.ts";

/** `count` updates, every one another object with its own id, of several thousand people. */
export function makeUpdates(kind: "text" | "start", count: number, firstId: number): object[] {
  return Array.from({ length: count }, (_none, index) => {
    const updateId = firstId + index;
    const parts = { updateId, messageId: updateId, userId: 5_000_000_000 + ((index * 7_919) % 20_000) };
    return kind === "start" ? privateStart({ ...parts, payload: "PJaf5568712cd" }) : privateMessage(parts);
  });
}

export const TOKEN: string = `${BOT.id}:benchmark`;

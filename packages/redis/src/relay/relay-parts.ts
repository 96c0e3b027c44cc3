import type { Outbox, OutboxContext } from "@bot-tracker/core";

export interface RelayParts {
  local: Outbox;
  ports: Pick<OutboxContext["ports"], "nowMs" | "steadyMs" | "setTimer" | "soon">;
  messages: Pick<OutboxContext["messages"], "error" | "warn" | "forget">;
}

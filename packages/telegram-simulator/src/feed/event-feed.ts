import type { SimulatorEvent } from "./simulator-event.ts";

export type EventListener = (event: SimulatorEvent) => void;

/** Tells listeners of each event, in the turn in which it happens. */
export class EventFeed {
  readonly #listeners = new Set<{ listener: EventListener }>();

  /** @returns a function that ends it */
  subscribe(listener: EventListener): () => void {
    const entry = { listener };
    this.#listeners.add(entry);
    return () => void this.#listeners.delete(entry);
  }

  tell(event: SimulatorEvent): void {
    for (const { listener } of [...this.#listeners]) {
      try {
        listener(event);
      } catch (error) {
        // Thrown on, it would break the bot's call, or the test's own hands, which did nothing wrong.
        console.error("[telegram-simulator] A listener threw:", error);
      }
    }
  }
}

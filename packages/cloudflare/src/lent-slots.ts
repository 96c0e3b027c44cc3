import type { Outbox, QuotaLimits, RequestEnd, SlotGrant } from "@bot-tracker/core";
import { SLOT_MS } from "@bot-tracker/core/outbox-kit";

/**
 * The quota's slots that Workers have taken for requests of their own. A Worker may end in the middle of one without a
 * word; its slot is then ended as after a lost answer, since it would count for good.
 */
export class LentSlots {
  readonly #outbox: Pick<Outbox, "takeSlot" | "endSlot">;
  readonly #sinceMs = new Map<string, number>();

  constructor(outbox: Pick<Outbox, "takeSlot" | "endSlot">) {
    this.#outbox = outbox;
  }

  async take(limits: QuotaLimits, urgent: boolean, steadyMs: number): Promise<SlotGrant> {
    for (const [slot, sinceMs] of this.#sinceMs) {
      if (steadyMs - sinceMs < SLOT_MS) break;
      await this.end(slot, "lost", sinceMs + SLOT_MS);
    }
    const grant = await this.#outbox.takeSlot(limits, urgent, steadyMs);
    if (grant.granted) this.#sinceMs.set(grant.slot, steadyMs);
    return grant;
  }

  async end(slot: string, end: RequestEnd, steadyMs: number): Promise<void> {
    this.#sinceMs.delete(slot);
    await this.#outbox.endSlot(slot, end, steadyMs);
  }
}

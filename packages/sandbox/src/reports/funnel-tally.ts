import { asMoney } from "../wire/as-money.ts";
import type { FunnelFigures, FunnelStep } from "../wire/funnel.ts";
import { getOrMake } from "./get-or-make.ts";

export type EventRow = readonly [
  name: string,
  at: number,
  userId: string,
  result: string | null,
  amount: number | null,
  labels: string | null,
];

type Label = { name: string; value: string };

const MAX_SLICES = 20;
const MAX_LABELS = 100;
const MAX_READ = 10_000;

/** Counts events up into the steps of a funnel. */
export class FunnelTally {
  readonly #label: string | undefined;
  readonly #steps = new Map<string, StepTally>();
  readonly #labels = new Map<string, number>();
  /** Most events have the labels of others, and reading them is the dearest part. */
  readonly #readLabels = new Map<string, readonly Label[]>();

  /** With the name of a label, each step is cut into slices by its value. */
  constructor(label: string | undefined) {
    this.#label = label;
  }

  add(event: EventRow): void {
    const [name, at, , , , labels] = event;
    const known = labels === null ? [] : this.#read(labels);
    for (const { name: labelName } of known) this.#labels.set(labelName, (this.#labels.get(labelName) ?? 0) + 1);
    const step = getOrMake(this.#steps, name, () => ({ firstAt: at, all: new FigureTally(), slices: new Map() }));
    step.firstAt = Math.min(step.firstAt, at);
    step.all.add(event);
    if (this.#label === undefined) return;
    // An event that has the label more than once is in the slice of the first, so that the slices add up to the step.
    const value = known.find((label) => label.name === this.#label)?.value ?? null;
    getOrMake(step.slices, value, () => new FigureTally()).add(event);
  }

  /** The most people first. */
  steps(): FunnelStep[] {
    return [...this.#steps]
      .map(([eventType, { firstAt, all, slices }]) => ({ eventType, firstAt, ...all.figures(), slices: shown(slices) }))
      .sort(
        (one, other) =>
          other.people - one.people || other.events - one.events || (one.eventType < other.eventType ? -1 : 1),
      );
  }

  /** The most frequent first. */
  labels(): string[] {
    return [...this.#labels]
      .sort(([one, oneCount], [other, otherCount]) => otherCount - oneCount || (one < other ? -1 : 1))
      .slice(0, MAX_LABELS)
      .map(([name]) => name);
  }

  #read(labels: string): readonly Label[] {
    if (this.#readLabels.size >= MAX_READ) this.#readLabels.clear();
    return getOrMake(this.#readLabels, labels, () => JSON.parse(labels) as Label[]);
  }
}

interface StepTally {
  firstAt: number;
  all: FigureTally;
  slices: Map<string | null, FigureTally>;
}

class FigureTally {
  readonly #people = new Set<string>();
  #events = 0;
  #noResult = 0;
  #inProgress = 0;
  #success = 0;
  #failure = 0;
  #revenue = 0;
  #refunds = 0;

  add([, , userId, result, amount]: EventRow): void {
    this.#people.add(userId);
    this.#events++;
    if (result === "in_progress") this.#inProgress++;
    else if (result === "success") this.#success++;
    else if (result === "failure") this.#failure++;
    else this.#noResult++;
    if (amount === null) return;
    if (amount > 0) this.#revenue += amount;
    else this.#refunds -= amount;
  }

  figures(): FunnelFigures {
    return {
      events: this.#events,
      people: this.#people.size,
      noResult: this.#noResult,
      inProgress: this.#inProgress,
      success: this.#success,
      failure: this.#failure,
      revenue: asMoney(this.#revenue),
      refunds: asMoney(this.#refunds),
    };
  }
}

/** The most events first; of equally many, those without the label first, then by value. */
function shown(slices: Map<string | null, FigureTally>): FunnelStep["slices"] {
  return [...slices]
    .map(([value, tally]) => ({ value, ...tally.figures() }))
    .sort((one, other) => other.events - one.events || ((one.value ?? "") < (other.value ?? "") ? -1 : 1))
    .slice(0, MAX_SLICES);
}

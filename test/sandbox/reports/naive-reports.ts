import type { Fact } from "../../../packages/sandbox/src/store/fact.ts";
import type { FunnelFigures } from "../../../packages/sandbox/src/wire/funnel.ts";

export type KeyedFact = Fact & { key: number };

/** The reports worked out from a list of facts, in the plainest way there is. */
export class NaiveReports {
  readonly #facts: readonly KeyedFact[];
  readonly #isTgtrackTold: boolean;

  /** `key` undefined: all keys. */
  constructor(facts: readonly KeyedFact[], key: number | undefined) {
    this.#facts = facts.filter((fact) => key === undefined || fact.key === key);
    this.#isTgtrackTold = this.#facts.some((fact) => fact.service !== "howusedbot");
  }

  figures(fromMs: number, toMs: number, events: readonly string[] = []) {
    const facts = this.#between(fromMs, toMs);
    const uses = facts.filter((fact) => isUse(fact) && (events.length === 0 || events.includes(fact.name)));
    return {
      people: peopleOf(uses),
      uses: uses.length,
      starts: facts.filter((fact) => this.#is("start", fact)).length,
      stops: facts.filter((fact) => this.#is("stop", fact)).length,
      goals: facts.filter((fact) => fact.goal !== undefined).length,
      revenue: sumOf(facts.filter(isSale)),
      refunds: 0 - sumOf(facts.filter(({ amount = 0 }) => amount < 0)),
    };
  }

  /** People and uses of one value of a column, or of all values but those of `others`. */
  split(fromMs: number, toMs: number, columnOf: (fact: Fact) => string, is: (value: string) => boolean) {
    const uses = this.#between(fromMs, toMs).filter((fact) => isUse(fact) && is(columnOf(fact)));
    return { people: peopleOf(uses), uses: uses.length };
  }

  uses(fromMs: number, toMs: number): KeyedFact[] {
    return this.#between(fromMs, toMs).filter(isUse);
  }

  /** `converts` undefined: any goal and any sale. */
  sources(fromMs: number, toMs: number, converts?: { goals: readonly string[]; sale: boolean }) {
    const facts = this.#between(fromMs, toMs);
    const sourceOf = (fact: Fact) => (this.#is("start", fact) && isUse(fact) ? (fact.params?.[0] ?? "") : fact.source);
    const isCounted = (fact: Fact) =>
      this.#is("start", fact) || this.#is("stop", fact) || fact.goal !== undefined || fact.amount !== undefined;
    return [...new Set(facts.filter(isCounted).map(sourceOf))].map((code) => {
      const ofSource = facts.filter((fact) => sourceOf(fact) === code);
      const starts = ofSource.filter((fact) => this.#is("start", fact));
      const started = new Set(starts.flatMap(({ userId }) => (userId === undefined ? [] : [userId])));
      const isGoal = ({ goal }: Fact) =>
        goal !== undefined && (converts === undefined || converts.goals.length === 0 || converts.goals.includes(goal));
      const isConversion = (fact: Fact) =>
        converts === undefined
          ? fact.goal !== undefined || isSale(fact)
          : (converts.goals.length > 0 && isGoal(fact)) || (converts.sale && isSale(fact));
      const reached = ofSource.filter((fact) => isConversion(fact) && started.has(fact.userId ?? ""));
      return {
        code,
        starts: starts.length,
        newPeople: starts.filter(({ standing }) => standing === "new").length,
        returned: starts.filter(({ standing }) => standing === "returned").length,
        again: starts.filter(({ standing }) => standing === "again").length,
        stopped: peopleOf(ofSource.filter((fact) => this.#is("stop", fact))),
        goals: ofSource.filter(isGoal).length,
        sales: ofSource.filter(isSale).length,
        revenue: sumOf(ofSource.filter(isSale)),
        refunds: 0 - sumOf(ofSource.filter(({ amount = 0 }) => amount < 0)),
        people: started.size,
        converted: peopleOf(reached),
      };
    });
  }

  goals(fromMs: number, toMs: number) {
    const reached = this.#between(fromMs, toMs).filter(({ goal }) => goal !== undefined);
    return [...new Set(reached.map(({ goal }) => goal))].map((name) => {
      const ofGoal = reached.filter(({ goal }) => goal === name);
      return {
        ...{ name, reached: ofGoal.length, people: peopleOf(ofGoal) },
        bySource: [...new Set(ofGoal.map(({ source }) => source))].map((code) => {
          const ofSource = ofGoal.filter(({ source }) => source === code);
          return { code, name: code, reached: ofSource.length, people: peopleOf(ofSource) };
        }),
      };
    });
  }

  steps(fromMs: number, toMs: number, label: string) {
    const events = this.#between(fromMs, toMs).filter(({ kind }) => kind === "event");
    return [...new Set(events.map(({ name }) => name))].map((eventType) => {
      const ofStep = events.filter(({ name }) => name === eventType);
      const labelOf = (fact: Fact) => fact.labels?.find(({ name }) => name === label)?.value ?? null;
      return {
        eventType,
        firstAt: Math.min(...ofStep.map(({ at }) => at)),
        ...funnelFigures(ofStep),
        slices: [...new Set(ofStep.map(labelOf))].map((value) => {
          return { value, ...funnelFigures(ofStep.filter((fact) => labelOf(fact) === value)) };
        }),
      };
    });
  }

  startedPeople(fromMs: number, toMs: number): number {
    return peopleOf(this.#between(fromMs, toMs).filter((fact) => this.#is("start", fact)));
  }

  #between(fromMs: number, toMs: number): KeyedFact[] {
    return this.#facts.filter(({ at }) => at >= fromMs && at < toMs);
  }

  #is(what: "start" | "stop", fact: Fact): boolean {
    return this.#isTgtrackTold ? fact.kind === what : isUse(fact) && fact.name === what;
  }
}

function isUse({ kind }: Fact): boolean {
  return kind === "use";
}

function isSale({ amount = 0 }: Fact): boolean {
  return amount > 0;
}

function peopleOf(facts: readonly Fact[]): number {
  return new Set(facts.flatMap(({ userId }) => (userId === undefined ? [] : [userId]))).size;
}

function sumOf(facts: readonly Fact[]): number {
  return facts.reduce((sum, { amount = 0 }) => sum + amount, 0);
}

function funnelFigures(facts: readonly Fact[]): FunnelFigures {
  const amounts = facts.map(({ amount = 0 }) => amount);
  return {
    events: facts.length,
    people: peopleOf(facts),
    noResult: facts.filter(({ result }) => result === undefined).length,
    inProgress: facts.filter(({ result }) => result === "in_progress").length,
    success: facts.filter(({ result }) => result === "success").length,
    failure: facts.filter(({ result }) => result === "failure").length,
    revenue: amounts.filter((amount) => amount > 0).reduce((sum, amount) => sum + amount, 0),
    refunds: amounts.filter((amount) => amount < 0).reduce((sum, amount) => sum - amount, 0),
  };
}

/**
 * In the place of "vitest" in the bundle of the conformance cases, as Vitest itself does not run on every runtime: as
 * much of it as the cases use. What is expected is judged by Vitest's own `expect`.
 */
import { expect as vitestExpect } from "vitest";

type Fixtures = Record<string, unknown>;
type Fixture = (fixtures: Fixtures, use: (value: unknown) => Promise<void>) => Promise<void>;
type Body = (...args: never[]) => unknown;

/** One case, to be run once. */
export interface Case {
  readonly title: string;
  run(): Promise<void>;
}

const POLL_EVERY_MS = 20;
const POLL_TIMEOUT_MS = 60_000;
const cases: Case[] = [];
const path: string[] = [];
let afterwards: (() => unknown)[] = [];

/** All cases that the modules imported until now have described. */
export function describedCases(): readonly Case[] {
  return cases;
}

export function describe(title: string, body: () => void): void {
  path.push(title);
  body();
  path.pop();
}

describe.each =
  <Row extends { readonly name: string }>(rows: readonly Row[]) =>
  (title: string, body: (row: Row) => void): void => {
    for (const row of rows) describe(title.replace("$name", row.name), () => body(row));
  };

/** Runs when the case is over and its fixtures are gone. */
export function onTestFinished(task: () => unknown): void {
  afterwards.push(task);
}

function testWith(makers: Readonly<Record<string, Fixture>>) {
  const add = (title: string, body: Body, row?: readonly unknown[]): void => {
    const run = (): Promise<void> => runCase(makers, body, row);
    cases.push({ title: [...path, title].join(" > "), run });
  };
  return Object.assign((title: string, body: Body): void => add(title, body), {
    for:
      (rows: readonly unknown[]) =>
      (title: string, body: Body): void => {
        for (const row of rows) add(titleOf(title, row), body, [row]);
      },
    extend: (more: Readonly<Record<string, Fixture>>) => testWith({ ...makers, ...more }),
  });
}

export const test: ReturnType<typeof testWith> = testWith({});

/** As Vitest's, but for `poll`, which there needs a test of its own. */
export const expect: typeof vitestExpect = Object.assign(
  ((value: unknown, message?: string) => vitestExpect(value, message)) as typeof vitestExpect,
  vitestExpect,
  { poll },
);

async function runCase(makers: Readonly<Record<string, Fixture>>, body: Body, row: readonly unknown[] = []) {
  const made: Fixtures = {};
  const endings: (() => Promise<void>)[] = [];
  afterwards = [];
  const make = async (name: string): Promise<void> => {
    const maker = makers[name];
    if (name in made || maker === undefined) return;
    for (const needed of namesIn(maker)) await make(needed);
    const over = Promise.withResolvers<void>();
    const ready = Promise.withResolvers<void>();
    const ended = maker(made, (value) => {
      made[name] = value;
      ready.resolve();
      return over.promise;
    });
    endings.unshift(() => {
      over.resolve();
      return ended;
    });
    await Promise.race([ready.promise, ended]);
  };
  const errors: unknown[] = [];
  const attempt = (task: () => unknown): Promise<void> =>
    Promise.resolve()
      .then(task)
      .then(
        () => undefined,
        (error: unknown) => void errors.push(error),
      );
  await attempt(async () => {
    for (const name of namesIn(body)) await make(name);
    await body(...([...row, made] as never[]));
  });
  for (const end of endings) await attempt(end);
  for (const task of afterwards.reverse()) await attempt(task);
  if (errors.length > 0) throw errors[0];
}

/** The fixtures that a function takes, read off its parameters as Vitest does. */
function namesIn(body: (...args: never[]) => unknown): string[] {
  const [, names = ""] = /^[^{]*?\{([^{}]*)\}[^{]*?\)\s*(?:=>|\{)/.exec(body.toString()) ?? [];
  return names
    .split(",")
    .map((part) => part.split(":")[0]?.trim() ?? "")
    .filter((name) => name !== "");
}

function titleOf(title: string, row: unknown): string {
  const values = Array.isArray(row) ? [...row] : [row];
  return title.replaceAll(/%[si]/g, () => String(values.shift()));
}

/** Has a matcher try until what it is given fits. */
function poll(read: () => unknown): object {
  const until = (matcherOf: (value: unknown) => object) =>
    new Proxy(
      {},
      {
        get: (_, name) => (name === "not" ? until((value) => vitestExpect(value).not) : tryOften(matcherOf, name)),
      },
    );
  const tryOften =
    (matcherOf: (value: unknown) => object, name: string | symbol) =>
    async (...args: unknown[]): Promise<void> => {
      const untilMs = performance.now() + POLL_TIMEOUT_MS;
      for (;;) {
        try {
          const matchers = matcherOf(await read()) as Record<string | symbol, (...args: unknown[]) => unknown>;
          matchers[name]?.(...args);
          return;
        } catch (error) {
          if (performance.now() > untilMs) throw error;
          await new Promise((resolve) => setTimeout(resolve, POLL_EVERY_MS));
        }
      }
    };
  return until((value) => vitestExpect(value));
}

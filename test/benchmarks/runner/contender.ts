/** What one round gave, by name. */
export type Measured = Readonly<Record<string, number>>;

/** Does one round under a load. Whatever it opens, it closes before it resolves. */
export type Round<Load> = (load: Load) => Promise<Measured>;

/**
 * Something measured, in a process of its own: made once per process, then asked for rounds. `Setup` and `Load` go from
 * process to process as JSON.
 */
export type Contender<Setup, Load> = (setup: Setup) => Round<Load> | Promise<Round<Load>>;

/** What a module of contenders exports under the name `contenders`. */
export type Contenders<Setup, Load> = Readonly<Record<string, Contender<Setup, Load>>>;

export type ToContender = { kind: "round"; load: unknown };
export type FromContender =
  | { kind: "ready" }
  | { kind: "measured"; measured: Measured }
  | { kind: "failed"; message: string };

import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { BenchmarkContext } from "./benchmark.ts";
import type { FromContender, Measured, ToContender } from "./contender.ts";

const PROGRAM = fileURLToPath(new URL("./contender-process.ts", import.meta.url));

export interface ContenderSource {
  /** The module that exports `contenders`. */
  module: URL;
  /** Its name there. */
  name: string;
  /** What it is made with; JSON. */
  setup?: unknown;
}

/** A contender's process, seen from outside. */
export class ContenderHandle {
  readonly #child: ChildProcess;
  readonly #name: string;

  private constructor(child: ChildProcess, name: string) {
    this.#child = child;
    this.#name = name;
  }

  /** `title` names its CPU profile. */
  static async open(
    { module, name, setup }: ContenderSource,
    context: BenchmarkContext,
    title: string = name,
  ): Promise<ContenderHandle> {
    const { profileFolder } = context;
    const profile =
      profileFolder === undefined
        ? []
        : [
            "--cpu-prof",
            `--cpu-prof-dir=${profileFolder}`,
            `--cpu-prof-name=${title.replaceAll(/\W+/g, "-")}-${process.pid}-${Date.now()}.cpuprofile`,
          ];
    const child = fork(PROGRAM, [module.href, name, JSON.stringify(setup ?? null)], {
      execArgv: ["--expose-gc", "--disable-warning=ExperimentalWarning", ...profile],
      stdio: ["ignore", "ignore", "inherit", "ipc"],
      env: { ...process.env, BOT_TRACKER_DIR: context.folder },
    });
    const handle = new ContenderHandle(child, name);
    context.onEnd(() => handle.end());
    await handle.#answer();
    return handle;
  }

  async round(load: unknown): Promise<Measured> {
    const answer = this.#answer();
    this.#child.send({ kind: "round", load } satisfies ToContender);
    return answer;
  }

  async end(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = new Promise<void>((resolve) => this.#child.once("exit", () => resolve()));
    if (this.#child.connected) this.#child.disconnect();
    await ended;
  }

  #answer(): Promise<Measured> {
    return new Promise((resolve, reject) => {
      const over = (): void => {
        this.#child.off("message", took);
        this.#child.off("exit", ended);
      };
      const took = (message: FromContender): void => {
        over();
        if (message.kind === "failed") reject(new Error(`${this.#name}: ${message.message}`));
        else resolve(message.kind === "measured" ? message.measured : {});
      };
      const ended = (code: number | null): void => {
        over();
        reject(new Error(`${this.#name}: its process ended with ${code}`));
      };
      this.#child.on("message", took);
      this.#child.on("exit", ended);
    });
  }
}

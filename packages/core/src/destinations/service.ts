import type { ReadAnswer } from "../delivery/read-queue.ts";
import type { SendContext } from "../delivery/sender.ts";
import type { OptionRule, OptionRules } from "../support/option-rules.ts";
import type { Destination } from "./destination.ts";

/** One question that a tracker can put to a service. It spends the same quota as deliveries. */
export interface ServiceRead<Target extends Destination = Destination, Argument = unknown> {
  ask(destination: Target, argument: Argument, context: SendContext): Promise<ReadAnswer<unknown>>;
}

/** Where to set a service's key, in words. */
export function waysToSetKey({ key, variables }: Pick<Service, "key" | "variables">): string {
  const variable = variables[key.option];
  return variable === undefined ? `\`${key.option}\`` : `\`${key.option}\` or ${variable}`;
}

/**
 * Everything the tracker, its checks and the command line know of a service that comes with the project. A service is
 * one folder with one of these and one line in `services.ts`; CONTRIBUTING says what else a new one needs.
 */
export interface Service<Options extends object = object, Target extends Destination = Destination> {
  /** Its option in `TrackerOptions`. */
  readonly option: string;
  /** As people know it. */
  readonly title: string;
  /** Where its key comes from. */
  readonly source: string;
  /** What it calls its key, and the option that holds it. */
  readonly key: { readonly title: string; readonly option: string };
  /**
   * The environment variables that stand in for options left out, by option. None: it is told what its option says and
   * nothing else, so that another messenger's keys never switch it on.
   */
  readonly variables: Readonly<Record<string, string>>;
  /** Its documented address. */
  readonly url: string;
  /** The path at which a sandbox serves it. */
  readonly sandboxPath: string;
  /** What its option may be. */
  readonly optionRule: OptionRule;
  /** What the options in it may be. */
  readonly rules: OptionRules<Options>;
  /** What a tracker can ask of it, by the name of the tracker's method. */
  readonly reads: Readonly<Record<string, ServiceRead<Target, never>>>;
  /**
   * Names the report that a request is; undefined for one that only asks something. `path` is what follows the address.
   */
  reportAt(path: string): string | undefined;
  /** What it is told by default, in words. */
  readonly contents: string;

  /** @throws {TrackerConfigError} an option is invalid */
  createDestination(options: Options): Target;
}

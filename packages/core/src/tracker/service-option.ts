import type { Service } from "../destinations/service.ts";
import type { TrackerOptions } from "./options.ts";

/** What a tracker's options say of a service: its key, its options, false for not at all, or nothing. */
export type ServiceOption = string | Readonly<Record<string, unknown>> | false | undefined;

/** The types of the services' options are checked where they are written; here a service is only a name. */
export function serviceOptionOf({ option }: Service, options: TrackerOptions): ServiceOption {
  return options[option as keyof TrackerOptions] as ServiceOption;
}

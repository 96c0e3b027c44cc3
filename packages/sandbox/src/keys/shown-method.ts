import { isTgtrackMethod } from "../wire/tgtrack-methods.ts";
import { shortenKey } from "./key-labels.ts";

/** A key where the method should be: the address was put together the wrong way round. */
export function shownMethod(method: string, key: string): string {
  return isTgtrackMethod(key) && !isTgtrackMethod(method) ? shortenKey(method) : method;
}

import type { StoreFile } from "./store-file.ts";

/** Where the store is: as a rule a `StoreFile`. */
export type StorePlace = Pick<
  StoreFile,
  | "path"
  | "store"
  | "presence"
  | "isInPlace"
  | "keepInPlace"
  | "look"
  | "setAside"
  | "reopen"
  | "giveBackSpace"
  | "writeBackLog"
  | "waitFor"
  | "close"
>;

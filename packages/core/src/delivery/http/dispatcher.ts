/** What a bot may send its requests through: undici's own type, named here so that undici is imported nowhere else. */
export type { Dispatcher } from "undici";

/** The base of every error this library makes. `code` is for programs, the message for people. */
export abstract class TrackerError extends Error {
  abstract override readonly name: string;
  /** A stable word for programs, such as `config` or `quota-exhausted`. */
  abstract readonly code: string;
}

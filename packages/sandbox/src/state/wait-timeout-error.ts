/** `waitFor` saw too few matching requests in time, or before close. The message lists what arrived instead. */
export class WaitTimeoutError extends Error {
  override readonly name = "WaitTimeoutError" as const;
}

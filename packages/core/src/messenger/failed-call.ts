/** A call to the messenger that it refused. */
export interface FailedCall {
  /** The method's name, such as `sendMessage`. */
  method: string;
  /** The call's parameters as they were given. */
  params: unknown;
  errorCode: unknown;
  description: unknown;
}

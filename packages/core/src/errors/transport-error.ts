import { TrackerError } from "./tracker-error.ts";

/**
 * A client's request got no answer that can be used: the service could not be reached, did not answer in time, or
 * answered with something that is not its API's. Worth trying again. Holds neither key nor address.
 */
export class TransportError extends TrackerError {
  override readonly name = "TransportError" as const;
  override readonly code = "transport" as const;
  readonly service: string;
  readonly method: string;
  /** True if the service may have recorded the request all the same, so that sending it again may count it twice. */
  readonly answerLost: boolean;

  constructor(service: string, method: string, failure: { description: string; answerLost: boolean; cause?: unknown }) {
    const consequence = failure.answerLost
      ? "The request may have been recorded all the same."
      : "It can be sent again.";
    super(
      `${service} gave no usable answer to ${method}: ${failure.description}. ${consequence}`,
      failure.cause === undefined ? undefined : { cause: failure.cause },
    );
    this.service = service;
    this.method = method;
    this.answerLost = failure.answerLost;
  }
}

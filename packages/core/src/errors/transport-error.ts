import { brandClass } from "../support/brand-class.ts";
import { TrackerError } from "./tracker-error.ts";

/**
 * A client's request got no usable answer: the service could not be reached, did not answer in time, or answered with
 * something its API does not define. Worth retrying. Contains neither the key nor the address.
 */
export class TransportError extends TrackerError {
  static {
    brandClass(TransportError, "TransportError");
  }

  override readonly name = "TransportError" as const;
  override readonly code = "transport" as const;
  readonly service: string;
  readonly method: string;
  /** True if the service may have recorded the request anyway, so that sending it again may count it twice. */
  readonly answerLost: boolean;

  constructor(service: string, method: string, failure: { description: string; answerLost: boolean; cause?: unknown }) {
    const consequence = failure.answerLost
      ? "The request may have been recorded anyway."
      : "It is safe to send it again.";
    super(
      `${service} gave no usable answer to ${method}: ${failure.description}. ${consequence}`,
      failure.cause === undefined ? undefined : { cause: failure.cause },
    );
    this.service = service;
    this.method = method;
    this.answerLost = failure.answerLost;
  }
}

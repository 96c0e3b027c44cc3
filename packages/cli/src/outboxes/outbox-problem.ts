import { OutboxFileError } from "@bot-tracker/core/outbox-kit";
import { CliError } from "../cli-error.ts";

/** Why an outbox cannot be used, as a sentence. @throws the error itself if it means anything else */
export function outboxProblem(error: unknown): string {
  if (error instanceof OutboxFileError || error instanceof CliError) return error.message;
  throw error;
}

import type { Outbox } from "../outbox/outbox.ts";
import { BUILD_ID } from "../support/build-id.ts";
import { onceInProcess } from "../support/process-registry.ts";
import type { Pipeline, PipelineParts } from "./pipeline.ts";
import type { PipelineUser } from "./pipeline-user.ts";
import type { Route } from "./routes.ts";

/**
 * Gives the pipeline of trackers that send alike from the same outbox, or else a new one. Takes over `outbox`: it is
 * closed with the pipeline.
 */
export function joinPipeline(
  parts: PipelineParts,
  user: PipelineUser,
  make: (parts: PipelineParts, user: PipelineUser) => Pipeline,
): Pipeline {
  const pipelines = pipelinesAt(parts.outbox);
  for (const known of pipelines) {
    if (known.closed) pipelines.delete(known);
    else if (sendsAlike(known, parts.routes) && (known.notifies || user.notify === undefined)) {
      known.join(user);
      // It has been opened for the pipeline before: this is one use of it less.
      void parts.outbox.close();
      return known;
    }
  }
  const pipeline = make(parts, user);
  pipelines.add(pipeline);
  return pipeline;
}

function pipelinesAt(outbox: Outbox): Set<Pipeline> {
  // A copy of the package that was built from other sources makes its pipelines differently.
  const all = onceInProcess(`pipelines ${BUILD_ID}`, () => new WeakMap<Outbox, Set<Pipeline>>());
  const pipelines = all.get(outbox) ?? new Set();
  all.set(outbox, pipelines);
  return pipelines;
}

function sendsAlike({ routes }: Pipeline, others: readonly Route[]): boolean {
  if (routes.length !== others.length) return false;
  return routes.every(({ destination, dispatcher }) =>
    others.some(
      (other) =>
        other.destination.name === destination.name &&
        other.dispatcher === dispatcher &&
        (other.destination === destination ||
          (destination.identity !== undefined && other.destination.identity === destination.identity)),
    ),
  );
}

/**
 * `GET /api/page/funnel?key&from&to&label`. Every `event_type` of `add_event`, the most people first. `label` is the
 * name of a label; then each step has its slices.
 */
export interface FunnelReply {
  /** Different people who started in the range: what the steps are measured against. */
  started: number;
  steps: FunnelStep[];
  /** The label names seen, for the choice of a slice. */
  labels: string[];
}

export interface FunnelFigures {
  events: number;
  people: number;
  /** Events that came without a result. */
  noResult: number;
  inProgress: number;
  success: number;
  failure: number;
  /** The sum of the amounts above 0. */
  revenue: number;
  /** The sum of the amounts below 0, without its sign. TGTrack calls them costs. */
  refunds: number;
}

export interface FunnelStep extends FunnelFigures {
  eventType: string;
  /** When it first came in the range; steps are shown in this order on request. */
  firstAt: number;
  /**
   * Only with `label`. `value` is null for events without the label; an event that has it more than once is in the slice
   * of the first. At most 20, the most events first.
   */
  slices: ({ value: string | null } & FunnelFigures)[];
}

/** One row of figures of a chart. */
export interface ChartSeries {
  id: string;
  name: string;
  /** One for each bucket of the axis. */
  values: readonly number[];
  /** Its colour and texture: 0 to 7, and `REST_LOOK` for what is left over. */
  look: number;
  /** Drawn below the axis; the figures stay positive. */
  below?: boolean;
}

export const REST_LOOK = 8;

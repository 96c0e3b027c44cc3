/** The update a helper on `ctx` belongs to. */
export interface UserContext {
  userId: string | number | bigint | undefined;
  /** Nobody did it: a channel, a group or the messenger itself did. There is a `userId` to no such update. */
  isNobodys?: true;
  /** Unix seconds, of the update. */
  date?: number;
  /** What makes a second delivery of it recognisable. */
  updateId?: number | string;
  /** The payload of this update's start, if it is one. */
  startPayload?: string;
}

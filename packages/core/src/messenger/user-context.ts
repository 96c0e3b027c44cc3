/** The update a helper on `ctx` belongs to. */
export interface UserContext {
  userId: string | number | undefined;
  /** Unix seconds, of the update. */
  date?: number;
  updateId?: number;
  /** The payload of this update's start, if it is one. */
  startPayload?: string;
}

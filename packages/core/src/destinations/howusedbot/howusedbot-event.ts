/** An event as HowUsedBot takes it. It has no field for its date: HowUsedBot counts it when it arrives. */
export interface HowUsedBotEvent {
  /** 3 to 20 characters. A longer or shorter name is refused, never cut (contradiction C14). */
  event: string;
  userId: string | number | bigint;
  /** When the person registered in the bot: a `Date` or unix seconds. Omitted: the time of their first event. */
  userRegisterTime?: Date | number | undefined;
  /** `param_1` to `param_3`, for filters and segments of the charts: three at most. */
  params?: readonly string[] | undefined;
}

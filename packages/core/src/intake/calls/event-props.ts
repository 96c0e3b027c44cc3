import type { Label } from "../../destinations/occurrence.ts";

/** A moment: a `Date`, or unix seconds. Milliseconds are refused, because they would be a date in the year 50,000. */
export type EventDate = Date | number;

/** What an event may say besides its name. These names are reserved; any other property becomes a label. */
export interface EventOptions {
  /** Money: positive for income, negative for costs. TGTrack's `amount`. */
  amount?: number;
  /** How the step ended. TGTrack's `event_result`; left out, the service takes `in_progress`. */
  result?: "in_progress" | "success" | "failure";
  /** A goal in the ad system that this event reaches, within 21 days of the start. TGTrack's `conversion_target`. */
  conversionTarget?: string;
  /** Slices for reports: names and values of at most 255 characters, or TGTrack's own list. */
  labels?: Readonly<Record<string, LabelValue>> | readonly Label[];
  /** Up to three values for HowUsedBot's `param_1` to `param_3`, of at most 255 characters each. */
  params?: readonly LabelValue[];
  /** When it happened: from 2013 to a year from now. @default the update's date, or now */
  date?: EventDate;
  /** When the person registered in the bot. HowUsedBot's `userRegisterTime`. */
  registeredAt?: EventDate;
  /** The event counts once per user, name and key for 48 hours. */
  key?: string;
}

export type LabelValue = string | number | bigint | boolean;

/** Any name, and any properties that keep to the reserved ones: the events of a bot that has not named its own. */
export type AnyEvents = Record<string, AnyEventProps>;

/** Any property that is not reserved is a label: a string, number or boolean; undefined and null are left out. */
export interface AnyEventProps extends EventOptions {
  readonly [label: string]: unknown;
}

/** What may stand beside an event's name: its own properties, and the reserved ones. */
export type EventProps<Own> = Own & Omit<EventOptions, keyof Own>;

/** The arguments after an event's name: left out when none of its properties is required. */
export type EventPropsArgs<Own> =
  Record<never, never> extends Own ? [props?: EventProps<Own>] : [props: EventProps<Own>];

/** Your own `trackEvent` call: who, what, and whatever an event may say. Any name that is not reserved is a label. */
export interface TrackEventCall extends AnyEventProps {
  userId: string | number | bigint;
  /** TGTrack takes any name; HowUsedBot takes 3 to 20 characters. */
  event: string;
}

/** A person as Telegram's own objects spell them, such as `ctx.from`. */
export interface UserLike {
  id: number | string | bigint;
  first_name?: string;
  last_name?: string;
  username?: string;
}

/** A start that no update reports. */
export interface UserStartedCall {
  user: UserLike;
  /** The start's payload. @default `""`: there was none */
  startValue?: string;
}

/** A stop that no update reports. */
export interface UserStoppedCall {
  userId: string | number | bigint;
  /** @default now */
  date?: EventDate;
}

/** Your own `reachGoal` call. Without a `key`, every call counts. */
export interface ReachGoalCall {
  userId: string | number | bigint;
  /** The goal's name in the ad system. TGTrack's `target`. */
  target: string;
  /** The goal counts once per user, target and key for 48 hours. */
  key?: string;
}

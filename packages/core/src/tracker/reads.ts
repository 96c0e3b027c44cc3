import type { TgtrackUserInfo } from "../destinations/tgtrack/tgtrack-types.ts";
import { TrackerConfigError } from "../errors/tracker-config-error.ts";
import type { Engine } from "./engine.ts";
import type { Routes } from "./routes.ts";

/** What a tracker can ask, each of one service. */
export interface TrackerReads {
  getUserInfo(userId: string): Promise<TgtrackUserInfo>;
  getOnline(seconds?: number): Promise<number>;
}

/** Reads through the engine, so that they spend the same quota and wait for the same pauses as everything else. */
export function toReads(engine: Engine, { tgtrack, howUsedBot }: Routes): TrackerReads {
  return {
    getUserInfo: (userId) => {
      if (tgtrack === undefined) return refuse("getUserInfo needs TGTrack, which has no key: set TGTRACK_API_KEY.");
      const { destination } = tgtrack;
      return engine.read(destination.name, (context) => destination.userInfo(userId, context));
    },
    getOnline: (seconds) => {
      if (howUsedBot === undefined) {
        return refuse("getOnline needs HowUsedBot, which has no token: set HOWUSEDBOT_API_TOKEN.");
      }
      const { destination } = howUsedBot;
      return engine.read(destination.name, (context) => destination.online(seconds, context));
    },
  };
}

/** The reads of a tracker that is switched off. */
export const OFF_READS: TrackerReads = {
  getUserInfo: () => refuse("getUserInfo has nobody to ask, because tracking is switched off."),
  getOnline: () => refuse("getOnline has nobody to ask, because tracking is switched off."),
};

function refuse(message: string): Promise<never> {
  return Promise.reject(new TrackerConfigError(message));
}

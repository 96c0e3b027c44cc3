import { createTgtrackDestination, type Service, TGTRACK, TGTRACK_URLS } from "@bot-tracker/core/outbox-kit";

/**
 * TGTrack for MAX bots. MAX has no adapter yet, so the tracker does not read these variables: they are of use only to a
 * bot that creates its own `TgtrackClient` with them.
 */
export const TGTRACK_MAX: Service = {
  ...TGTRACK,
  option: "tgtrackMax",
  title: "TGTrack for MAX",
  variables: { apiKey: "TGTRACK_MAX_API_KEY", url: "TGTRACK_MAX_URL" },
  url: TGTRACK_URLS.max,
  sandboxPath: "/API/bot-api/v1",
  contents: "starts, events and goals",
  createDestination: (options) => createTgtrackDestination({ apiKey: "", ...options, platform: "max" }),
};

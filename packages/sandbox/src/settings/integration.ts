/** TGTrack's levels of integration, from the least to the most a bot can tell; each includes those before it. */
export const INTEGRATIONS = ["minimal", "limited", "full"] as const;
export type Integration = (typeof INTEGRATIONS)[number];

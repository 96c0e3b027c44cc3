const DAY_MS = 86_400_000;

/**
 * How long a machine that cannot reach Redis may keep what it recorded, and how long Redis remembers what concerns it:
 * which entries it has, and who was forgotten meanwhile. No longer than dead letters are kept.
 */
export const KEPT_FOR_MACHINES_MS: number = 30 * DAY_MS;

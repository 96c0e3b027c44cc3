/**
 * For how long a request may be under way before its process has to say that it lives. When it has not, the request
 * counts as one whose answer was lost at that moment.
 */
export const SLOT_MS = 60_000;

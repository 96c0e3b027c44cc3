/**
 * How long a test waits for what has to come. Only a failure takes it to the end; what comes ends the wait at once, on
 * a busy machine some seconds later than on an idle one.
 */
export const GENEROUS: { readonly timeoutMs: number } = { timeoutMs: 60_000 };

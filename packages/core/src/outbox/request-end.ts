/**
 * How far a request came: `answered`; `lost` (handed to a socket, no answer came, so that the service may have recorded
 * it); or `never-sent` (no look-up, no connection, no TLS).
 */
export type RequestEnd = "answered" | "lost" | "never-sent";

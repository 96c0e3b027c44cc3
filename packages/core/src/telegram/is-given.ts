/**
 * Whether an optional field says anything. Updates that went through Java, Go or pydantic carry every optional field:
 * empty ones as null, or in Go as 0, "" and false, none of which Telegram itself ever sends in such a place.
 */
export function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null && value !== 0 && value !== "" && value !== false;
}

/** Whether a value is a `Date` of any realm; one made in another, as under Jest, is no instance of this realm's. */
export function isDate(value: unknown): value is Date {
  if (typeof value !== "object") return false;
  try {
    Date.prototype.getTime.call(value);
    return true;
  } catch {
    return false;
  }
}

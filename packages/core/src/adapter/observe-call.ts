interface Thenable {
  then(onValue: (value: unknown) => unknown, onError: (error: unknown) => never): unknown;
}

/**
 * Looks at how a call ends without coming between it and its caller: the same value, the very same error, and the kind
 * of promise the framework returns (some have `cancel`). A side branch (`promise.catch(...)`) would instead hide
 * rejections that nobody handles.
 */
export function observeCall(
  result: unknown,
  onValue: (value: unknown) => void,
  onError: (error: unknown) => void,
): unknown {
  if (!isThenable(result)) return result;
  return result.then(
    (value) => {
      onValue(value);
      return value;
    },
    (error) => {
      onError(error);
      throw error;
    },
  );
}

function isThenable(value: unknown): value is Thenable {
  return typeof (value as Thenable | null | undefined)?.then === "function";
}

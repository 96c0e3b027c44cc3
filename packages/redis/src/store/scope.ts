/** Whose outbox, named as its local file would be: `7000000001`, `max-7000000001`, `max-3f9c0a1b2c3d`, `default`. */
export interface ScopeOwner {
  bot: string;
  /** What is recorded for a sandbox must never go to the services. */
  sandbox: boolean;
}

const SANDBOX = ".sandbox";
/** Every outbox in Redis has this key from its first moment. */
const EPOCH = "epoch";

/** What all keys of an outbox begin with. The braces keep them together where Redis has several nodes. */
export function scopeOf(prefix: string, { bot, sandbox }: ScopeOwner): string {
  return `${prefix}:{${bot}${sandbox ? SANDBOX : ""}}:`;
}

/** Matches the one key by which an outbox is found. */
export function epochPattern(prefix: string): string {
  return `${prefix}:{*}:${EPOCH}`;
}

/** Whose outbox a key found by `epochPattern` belongs to. */
export function ownerOfEpoch(key: string): ScopeOwner & { scope: string } {
  const scope = key.slice(0, -EPOCH.length);
  const name = scope.slice(scope.indexOf("{") + 1, -"}:".length);
  const sandbox = name.endsWith(SANDBOX);
  return { bot: sandbox ? name.slice(0, -SANDBOX.length) : name, sandbox, scope };
}

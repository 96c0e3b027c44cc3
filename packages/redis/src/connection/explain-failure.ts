import { away, type ConnectionProblem, unfit } from "./connection-problem.ts";
import type { RedisAddress } from "./redis-address.ts";

/**
 * Says why a connection could not be opened, or one that was open was lost, and how to mend it. Never holds the
 * password, and nothing of a stack.
 */
export function explainFailure(
  error: unknown,
  address: RedisAddress,
  { wasOpen }: { wasOpen: boolean },
): ConnectionProblem {
  const message = error instanceof Error ? error.message : String(error);
  const code = codeOf(error);
  const problem = explainReply(message, address) ?? explainTls(message, code) ?? explainNetwork(message, code, address);
  if (problem !== undefined) return problem;
  if (code === "ECONNRESET" || code === "EPIPE" || /closed|isn't writeable/i.test(message)) {
    const isPlain = !wasOpen && !address.tls;
    return away(`the connection was closed${isPlain ? " (if it wants TLS, `url` begins with rediss://)" : ""}`);
  }
  if (code !== "") return away(`the connection failed (${code})`);
  // A server that does not know a command may repeat what was said to it, and of a long password only the beginning.
  const own = message.replace(REPEATED, "");
  const said = address.password === undefined ? own : own.replaceAll(address.password, "***");
  return away(`it says "${said.replaceAll(/\s+/g, " ").slice(0, 200)}"`);
}

const REPEATED = /,? with args beginning with:.*/is;

type Explain = (address: RedisAddress, message: string) => ConnectionProblem;

// In this order, by how Redis's own messages begin or what they contain.
const REPLIES: readonly [sign: RegExp, explain: Explain][] = [
  [/LOADING/, () => away("it is still loading its data")],
  [/MASTERDOWN/, () => away("it is a read-only copy, and its primary is away")],
  [/READONLY/, () => away("it has become a read-only copy; `url` has to name the primary")],
  [/max number of clients/, () => away("it has as many connections as it takes (`maxclients`)")],
  [/WRONGPASS|invalid password|invalid username-password/i, wrongPassword],
  [/NOAUTH|Authentication required/i, noPassword],
  [/protected mode/i, protectedMode],
  [/NOPERM|no permissions? to/i, noPermission],
  [/DB index/i, noDatabase],
  [/MOVED |CLUSTERDOWN|cluster mode/, clusterMode],
  [/Unknown RESP type/, noRedis],
];

function explainReply(message: string, address: RedisAddress): ConnectionProblem | undefined {
  for (const [sign, explain] of REPLIES) {
    if (sign.test(message)) return explain(address, message);
  }
  return undefined;
}

function wrongPassword({ username }: RedisAddress): ConnectionProblem {
  const whose = username === undefined ? "the password" : "the user or the password";
  return unfit("password", `it refuses ${whose} in \`url\``, "Correct it: redis://user:password@host:6379");
}

function noPassword(address: RedisAddress): ConnectionProblem {
  // What was said after the password that it refused.
  if (address.password !== undefined) return wrongPassword(address);
  return unfit("password", "it wants a password, and `url` has none", "Write it as redis://:password@host:6379");
}

function protectedMode(): ConnectionProblem {
  return unfit(
    "protected",
    "it takes connections from its own machine only (protected mode)",
    "Give it a password (`requirepass`) and write it in `url`",
  );
}

function noPermission(_address: RedisAddress, message: string): ConnectionProblem {
  const which = /'[^']*'/.exec(message)?.[0];
  return unfit(
    "permission",
    `its user may not use ${which === undefined ? "what the outbox needs" : `the command ${which}`}`,
    "Allow the user `+@all -@admin`, the keys that begin with `prefix`, and all channels (`allchannels`)",
  );
}

function noDatabase({ database }: RedisAddress): ConnectionProblem {
  return unfit(
    "database",
    `it has no database ${database}`,
    "Leave the number at the end of `url` out, or raise `databases` in redis.conf",
  );
}

function clusterMode(): ConnectionProblem {
  return unfit(
    "cluster",
    "it belongs to a cluster, which is not supported",
    "Give the `url` of a Redis without cluster mode",
  );
}

function noRedis(): ConnectionProblem {
  return unfit("protocol", "what answers there is no Redis", "See whether host and port in `url` are Redis's");
}

function explainTls(message: string, code: string): ConnectionProblem | undefined {
  if (/wrong version number|packet length too long|bad record type/i.test(message)) {
    return unfit("tls", "it does not speak TLS there", "Begin `url` with redis:// or give the port for TLS");
  }
  if (/CERT|SELF_SIGNED|UNABLE_TO_|SIGNATURE/.test(code)) {
    return unfit(
      "tls",
      `its certificate is not trusted (${code})`,
      "Give `url` the name the certificate is for, or name the file of its issuer in NODE_EXTRA_CA_CERTS",
    );
  }
  if (/^ERR_(SSL|TLS)|^EPROTO$/.test(code)) {
    return unfit("tls", `TLS with it fails (${code})`, "See whether the port in `url` is the one for TLS");
  }
  return undefined;
}

function explainNetwork(
  message: string,
  code: string,
  { host, port, tls }: RedisAddress,
): ConnectionProblem | undefined {
  if (/timed out/i.test(message)) return away("it does not answer");
  switch (code) {
    case "ECONNREFUSED":
      return away(`nothing listens on port ${port} (${code})`);
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return away(`there is no address for the name ${host} (${code})`);
    case "ETIMEDOUT":
      return away(
        `it takes no connection within the time (${code}${tls ? "; if it wants no TLS, `url` begins with redis://" : ""})`,
      );
    default:
      return undefined;
  }
}

function codeOf(error: unknown): string {
  const code: unknown = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" ? code : "";
}

import { errorMessage, isError } from "@bot-tracker/core/outbox-kit";
import { away, type ConnectionProblem, unfit } from "./connection-problem.ts";
import type { RedisAddress } from "./redis-address.ts";

/**
 * Explains why a connection could not be opened, or was lost, and how to fix it. Never contains the password or a
 * stack trace.
 */
export function explainFailure(
  error: unknown,
  address: RedisAddress,
  { wasOpen }: { wasOpen: boolean },
): ConnectionProblem {
  const message = errorMessage(error);
  const code = codeOf(error);
  const problem = explainReply(message, address) ?? explainTls(message, code) ?? explainNetwork(message, code, address);
  if (problem !== undefined) return problem;
  if (code === "ECONNRESET" || code === "EPIPE" || /closed|isn't writeable/i.test(message)) {
    const isPlain = !wasOpen && !address.tls;
    return away(`the connection was closed${isPlain ? " (if it requires TLS, begin `url` with rediss://)" : ""}`);
  }
  if (code !== "") return away(`the connection failed (${code})`);
  // A server that does not know a command may echo its arguments, and of a long password only the beginning.
  const own = message.replace(REPEATED, "");
  const said = address.password === undefined ? own : own.replaceAll(address.password, "***");
  return away(`it replied "${said.replaceAll(/\s+/g, " ").slice(0, 200)}"`);
}

export const GRANT_RIGHTS: string =
  "Grant the user `+@all -@admin`, the keys that begin with `prefix`, and all channels (`allchannels`)";

const REPEATED = /,? with args beginning with:.*/is;

type Explain = (address: RedisAddress, message: string) => ConnectionProblem;

// In this order, by how Redis's own messages begin or what they contain.
const REPLIES: readonly [sign: RegExp, explain: Explain][] = [
  [/LOADING/, () => away("it is still loading its data")],
  [/MASTERDOWN/, () => away("it is a read-only replica whose primary is unavailable")],
  [/READONLY/, () => away("it has become a read-only replica; `url` must name the primary")],
  [/max number of clients/, () => away("it has reached its connection limit (`maxclients`)")],
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
  const whose = username === undefined ? "the password" : "the user name or the password";
  return unfit("password", `it rejects ${whose} in \`url\``, "Correct it: redis://user:password@host:6379");
}

function noPassword(address: RedisAddress): ConnectionProblem {
  // Said after it rejected the password.
  if (address.password !== undefined) return wrongPassword(address);
  return unfit("password", "it requires a password, and `url` has none", "Add it: redis://:password@host:6379");
}

function protectedMode(): ConnectionProblem {
  return unfit(
    "protected",
    "it accepts connections from its own machine only (protected mode)",
    "Set a password (`requirepass`) and put it into `url`",
  );
}

function noPermission(_address: RedisAddress, message: string): ConnectionProblem {
  const which = /'[^']*'/.exec(message)?.[0];
  return unfit(
    "permission",
    `its user is not allowed to run ${which === undefined ? "what the outbox needs" : `the command ${which}`}`,
    GRANT_RIGHTS,
  );
}

function noDatabase({ database }: RedisAddress): ConnectionProblem {
  return unfit(
    "database",
    `it has no database ${database}`,
    "Remove the number at the end of `url`, or raise `databases` in redis.conf",
  );
}

function clusterMode(): ConnectionProblem {
  return unfit(
    "cluster",
    "it is a node of a Redis Cluster, which is not supported",
    "Use the `url` of a Redis without cluster mode",
  );
}

function noRedis(): ConnectionProblem {
  return unfit("protocol", "the server that answers is not Redis", "Check the host and port in `url`");
}

function explainTls(message: string, code: string): ConnectionProblem | undefined {
  if (/wrong version number|packet length too long|bad record type/i.test(message)) {
    return unfit("tls", "it does not use TLS on this port", "Begin `url` with redis://, or use the port for TLS");
  }
  if (/CERT|SELF_SIGNED|UNABLE_TO_|SIGNATURE/.test(code)) {
    return unfit(
      "tls",
      `its certificate is not trusted (${code})`,
      "Use the host name that the certificate is for, or set NODE_EXTRA_CA_CERTS to the file of its issuer",
    );
  }
  if (/^ERR_(SSL|TLS)|^EPROTO$/.test(code)) {
    return unfit("tls", `the TLS handshake fails (${code})`, "Check that the port in `url` is the one for TLS");
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
      return away(`the host name ${host} cannot be resolved (${code})`);
    case "ETIMEDOUT":
      return away(
        `connecting to it timed out (${code}${tls ? "; if it does not use TLS, begin `url` with redis://" : ""})`,
      );
    default:
      return undefined;
  }
}

function codeOf(error: unknown): string {
  const code: unknown = isError(error) && "code" in error ? error.code : undefined;
  return typeof code === "string" ? code : "";
}

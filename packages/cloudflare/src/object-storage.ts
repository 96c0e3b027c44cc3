/** What the outbox uses of a Durable Object's storage; structural, so that any version of Cloudflare's types fits. */
export interface ObjectStorage {
  readonly sql: ObjectSql;
  transactionSync<T>(task: () => T): T;
  setAlarm(atMs: number): Promise<void>;
  getAlarm(): Promise<number | null>;
}

/** Its SQLite. */
export interface ObjectSql {
  exec(sql: string, ...values: ObjectSqlValue[]): Iterable<Record<string, ObjectSqlReply>>;
  readonly databaseSize: number;
}

export type ObjectSqlValue = string | number | null | ArrayBuffer;
export type ObjectSqlReply = ObjectSqlValue;

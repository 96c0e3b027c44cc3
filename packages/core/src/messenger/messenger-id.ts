/**
 * Which messenger: two may have bots and people with the same ids. A file format: it stands in the names of outboxes
 * and in what `webhook()` posts.
 */
export type MessengerId = "telegram" | "max";

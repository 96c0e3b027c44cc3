export { durableOutbox, type ObjectNamespace } from "./durable-outbox-maker.ts";
export type { ObjectBot, ObjectCalls, ObjectView, RecordedEntry, SaidBot } from "./object-calls.ts";
export type { ObjectSql, ObjectSqlReply, ObjectSqlValue, ObjectStorage } from "./object-storage.ts";
export type { ObjectTrackerOptions } from "./object-tracker.ts";
export { type DurableObjectClass, type ObjectState, type TrackerObject, trackerObject } from "./tracker-object.ts";

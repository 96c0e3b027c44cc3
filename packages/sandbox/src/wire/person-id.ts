import { messengerOf, type ServiceName } from "./service-name.ts";

/**
 * A person as the reports know them, `42` or `max-42`: people of two messengers may have the same id, and are not the
 * same. A file format.
 */
export function personIdOf(service: ServiceName, userId: string): string {
  return messengerOf(service) === "max" ? `max-${userId}` : userId;
}

/** The id that the messenger gave. */
export function userIdOfPerson(personId: string): string {
  return personId.replace(/^max-/, "");
}

import type { PersonRow } from "../../../../src/wire/people.ts";
import { useTexts } from "../../i18n/language.tsx";
import { PEOPLE_TEXTS } from "./people-texts.ts";

/** Whether somebody is in the bot. */
export function MemberBadge({ person: { firstJoinAt, leftAt } }: { person: PersonRow }) {
  const texts = useTexts(PEOPLE_TEXTS);
  if (leftAt !== null) return <span class="badge bad">{texts.left}</span>;
  if (firstJoinAt === null) return <span class="badge">{texts.noStart}</span>;
  return <span class="badge good">{texts.inBot}</span>;
}

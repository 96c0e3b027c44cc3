import type { PersonRow } from "#wire/people";
import { useFormats } from "../../i18n/formats.ts";
import { useTexts } from "../../i18n/language.tsx";
import { PEOPLE_TEXTS } from "./people-texts.ts";

interface MemberBadgeProps {
  person: PersonRow;
  /** Says nothing of those who are in the bot: in a list, most are. */
  isQuiet?: boolean;
}

/** Whether somebody is in the bot. */
export function MemberBadge({ person: { firstJoinAt, leftAt }, isQuiet }: MemberBadgeProps) {
  const texts = useTexts(PEOPLE_TEXTS);
  const formats = useFormats();
  if (leftAt !== null) return <span class="badge bad">{texts.leftOn(formats.dateTime(leftAt))}</span>;
  if (firstJoinAt === null) return <span class="badge">{texts.noStart}</span>;
  return isQuiet === true ? null : <span class="badge good">{texts.inBot}</span>;
}

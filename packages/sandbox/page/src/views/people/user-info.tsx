import type { PersonReply } from "#wire/people";
import { userIdOfPerson } from "#wire/person-id";
import { useTexts } from "../../i18n/language.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { PEOPLE_TEXTS } from "./people-texts.ts";

/** The profile as a bot gets it. */
export function UserInfo({ person }: { person: PersonReply }) {
  const texts = useTexts(PEOPLE_TEXTS);
  const isKnown = person.firstJoinAt !== null || person.leftAt !== null;
  const answer = JSON.stringify(userInfoOf(person), undefined, 2);
  return (
    <details class="card user-info">
      <summary>{texts.userInfo}</summary>
      {isKnown ? (
        <div class="stack">
          <pre class="code">{answer}</pre>
          <div>
            <CopyButton text={answer} label={texts.copyUserInfo} />
          </div>
          <p class="hint muted">{texts.userInfoHint}</p>
        </div>
      ) : (
        <p>{texts.userInfoNone}</p>
      )}
    </details>
  );
}

/** As `services/tgtrack/read-methods.ts` answers. */
function userInfoOf({ userId, firstJoinAt, lastJoinAt, leftAt, source, utm, ...names }: PersonReply): object {
  return {
    user_id: userIdOfPerson(userId),
    first_join_date: seconds(firstJoinAt),
    last_join_date: seconds(lastJoinAt),
    invite_link: source?.name ?? "",
    left_date: seconds(leftAt),
    first_name: names.firstName,
    last_name: names.lastName,
    username: names.username,
    ...Object.fromEntries(Object.entries(utm).map(([name, value]) => [`utm_${name}`, value])),
  };
}

function seconds(ms: number | null): number {
  return ms === null ? 0 : Math.floor(ms / 1_000);
}

import type { PersonReply } from "#wire/people";
import { pathWith } from "../../api/fetch-json.ts";
import { useReply } from "../../api/use-reply.ts";
import { useTexts } from "../../i18n/language.tsx";
import { usePageLocation } from "../../location/location.tsx";
import { PageLink } from "../../location/page-link.tsx";
import { LoadedView } from "../../ui/loaded-view.tsx";
import { MadeUpBadge } from "../../ui/made-up-badge.tsx";
import { ViewHead } from "../../ui/view-head.tsx";
import { MemberBadge } from "./member-badge.tsx";
import { PEOPLE_TEXTS } from "./people-texts.ts";
import { PersonFacts } from "./person-facts.tsx";
import { PersonHistory } from "./person-history.tsx";
import { nameOf } from "./person-name.ts";
import { UserInfo } from "./user-info.tsx";

interface PersonViewProps {
  userId: string;
  /** Where the list was left. */
  listPath: string;
}

/** The profile: who somebody is, and what they did. */
export function PersonView({ userId, listPath }: PersonViewProps) {
  const texts = useTexts(PEOPLE_TEXTS);
  const { query } = usePageLocation();
  const path = pathWith(`/api/page/people/${encodeURIComponent(userId)}`, { key: query.get("key") });
  const loaded = useReply<PersonReply>(path);
  const person = loaded.reply;
  const isUnknown = loaded.error?.status === 404;
  const title = isUnknown
    ? texts.unknownPerson
    : ((person === undefined ? undefined : nameOf(person)) ?? texts.nameless(userId));
  return (
    <>
      <p class="person-back">
        <PageLink to={listPath}>{texts.back}</PageLink>
      </p>
      <ViewHead title={title}>
        {person !== undefined && !isUnknown && (
          <span class="row">
            {person.madeUp && <MadeUpBadge />}
            <MemberBadge person={person} />
          </span>
        )}
      </ViewHead>
      {isUnknown ? (
        <p>{texts.unknownPersonNext}</p>
      ) : (
        <LoadedView of={loaded}>
          {(reply) => (
            <div class="person">
              <div class="stack">
                <PersonFacts person={reply} />
                {/* No service knows of a person who never was. */}
                {!reply.madeUp && <UserInfo person={reply} />}
              </div>
              <PersonHistory person={reply} path={path} />
            </div>
          )}
        </LoadedView>
      )}
    </>
  );
}

import type { ComponentChildren } from "preact";
import type { PersonReply } from "#wire/people";
import { useFormats } from "../../i18n/formats.ts";
import { useTexts } from "../../i18n/language.tsx";
import { keyName } from "../../ui/key-name.ts";
import { UtmTags } from "../../ui/utm-tags.tsx";
import { PEOPLE_TEXTS } from "./people-texts.ts";

/** What is known of a person, in one place. */
export function PersonFacts({ person }: { person: PersonReply }) {
  const texts = useTexts(PEOPLE_TEXTS);
  const formats = useFormats();
  const { userId, username, firstJoinAt, lastJoinAt, leftAt, lastSeenAt, source, utm, goals, revenue, refunds, keys } =
    person;
  const moment = (ms: number | null): string => (ms === null ? texts.never : formats.dateTime(ms));
  const facts: [string, ComponentChildren][] = [
    ["id", <code key="id">{userId}</code>],
    ...(username === "" ? [] : [["username", `@${username}`] satisfies [string, string]]),
    [texts.firstJoin, moment(firstJoinAt)],
    [texts.lastJoin, moment(lastJoinAt)],
    [texts.leftAt, leftAt === null ? (firstJoinAt === null ? texts.never : texts.stillHere) : formats.dateTime(leftAt)],
    [texts.lastSeen, formats.dateTime(lastSeenAt)],
    [
      texts.firstSource,
      source === null ? (
        texts.noSource
      ) : (
        <div key="source" class="person-origin">
          {source.name}
          {source.code !== source.name && <code>{source.code}</code>}
          <UtmTags utm={utm} />
        </div>
      ),
    ],
    [texts.goals, formats.number(goals)],
    [texts.revenue, formats.money(revenue)],
    ...(refunds === 0 ? [] : [[texts.refunds, formats.money(refunds)] satisfies [string, string]]),
    [texts.keys, keys.map((key) => keyName(key, texts.noKey)).join(", ")],
  ];
  return (
    <section class="card" aria-labelledby="profile">
      <h2 id="profile" class="card-head">
        {texts.profile}
      </h2>
      <dl class="person-facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

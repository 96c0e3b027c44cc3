import type { PersonRow } from "#wire/people";
import { useFormats } from "../../i18n/formats.ts";
import { useTexts } from "../../i18n/language.tsx";
import { PageLink } from "../../location/page-link.tsx";
import { DataTable, type TableColumn } from "../../ui/data-table.tsx";
import { MadeUpBadge } from "../../ui/made-up-badge.tsx";
import { MemberBadge } from "./member-badge.tsx";
import { PEOPLE_TEXTS } from "./people-texts.ts";
import { nameOf } from "./person-name.ts";

export function PeopleTable({ people }: { people: readonly PersonRow[] }) {
  const texts = useTexts(PEOPLE_TEXTS);
  const formats = useFormats();
  const columns: TableColumn<PersonRow>[] = [
    {
      id: "person",
      title: texts.person,
      rowHead: true,
      cell: (person) => (
        <div class="person-cell">
          <PageLink to={`/people/${encodeURIComponent(person.userId)}`}>
            {nameOf(person) ?? texts.nameless(person.userId)}
          </PageLink>
          <span class="person-ids">
            {person.username !== "" && <span>@{person.username}</span>}
            {nameOf(person) !== undefined && <span>{person.userId}</span>}
          </span>
          <MemberBadge person={person} isQuiet />
          {person.madeUp && <MadeUpBadge />}
        </div>
      ),
    },
    {
      id: "source",
      title: texts.source,
      wide: true,
      cell: ({ source }) =>
        source === null ? (
          <span class="muted">{texts.noSource}</span>
        ) : (
          <span class="person-source" title={source.name}>
            {source.name}
          </span>
        ),
    },
    {
      id: "joined",
      title: texts.joined,
      cell: ({ firstJoinAt, lastJoinAt }) => (
        <>
          <span class="person-moment">{firstJoinAt === null ? "—" : formats.dateTime(firstJoinAt)}</span>
          {lastJoinAt !== null && lastJoinAt !== firstJoinAt && (
            <span class="person-second">
              {texts.andLast} {formats.dateTime(lastJoinAt)}
            </span>
          )}
        </>
      ),
    },
    {
      id: "seen",
      title: texts.lastSeen,
      cell: ({ lastSeenAt }) => <span class="person-moment">{formats.dateTime(lastSeenAt)}</span>,
    },
    { id: "goals", title: texts.goals, number: true, cell: ({ goals }) => zeroQuiet(goals, formats.number) },
    {
      id: "revenue",
      title: texts.revenue,
      number: true,
      cell: ({ revenue, refunds }) => (
        <>
          {zeroQuiet(revenue, formats.money)}
          {refunds > 0 && <span class="person-second">{texts.refunded(formats.money(refunds))}</span>}
        </>
      ),
    },
  ];
  return <DataTable caption={texts.caption} columns={columns} rows={people} keyOf={({ userId }) => userId} />;
}

/** Most people bring nothing; what somebody brought is to stand out. */
function zeroQuiet(value: number, written: (value: number) => string) {
  return value === 0 ? <span class="muted zero">0</span> : written(value);
}

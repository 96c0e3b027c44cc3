import { Fragment } from "preact";
import { useSandboxNow } from "../../api/use-sandbox-now.ts";
import { useFormats } from "../../i18n/formats.ts";
import { useTexts } from "../../i18n/language.tsx";
import { ActivityLines } from "./activity-lines.tsx";
import { groupByDay } from "./group-by-day.ts";
import type { RequestFilters } from "./request-filters.ts";
import { RequestLine } from "./request-line.tsx";
import "./request-table.css";
import "./request-cards.css";
import { REQUESTS_TEXTS } from "./requests-texts.ts";
import type { ShownFeed } from "./use-request-feed.ts";

interface RequestTableProps {
  feed: ShownFeed;
  opened: ReadonlySet<number>;
  onToggle(id: number): void;
  by: RequestFilters;
}

const COLUMNS = ["time", "service", "method", "user", "outcome", "says"] as const;

/** The list itself: a table on a wide screen, cards on a phone. */
export function RequestTable({ feed, opened, onToggle, by }: RequestTableProps) {
  const texts = useTexts(REQUESTS_TEXTS);
  const formats = useFormats();
  const nowMs = useSandboxNow(60_000);
  const days = groupByDay(feed.rows);
  const today = formats.date(nowMs);
  const each = { onToggle, by, columns: COLUMNS.length };
  return (
    <div class="card request-card">
      <table class="table request-table">
        <caption class="visually-hidden">{texts.caption}</caption>
        <thead>
          <tr>
            {COLUMNS.map((name) => (
              <th key={name} scope="col" class={`request-${name}`}>
                {texts[name]}
              </th>
            ))}
          </tr>
        </thead>
        {feed.activityAbove !== null && (
          <tbody>
            <ActivityLines run={feed.activityAbove} opened={opened} {...each} />
          </tbody>
        )}
        {days.map(({ day, rows }) => {
          const date = formats.date(rows[0]?.at ?? 0);
          return (
            <tbody key={day}>
              {date !== today && (
                <tr class="request-day">
                  <th colSpan={COLUMNS.length} scope="rowgroup">
                    {date}
                  </th>
                </tr>
              )}
              {rows.map((row) => (
                <Fragment key={row.id}>
                  <RequestLine row={row} isNew={row.id > feed.newAfterId} isOpen={opened.has(row.id)} {...each} />
                  {row.activityBelow !== null && <ActivityLines run={row.activityBelow} opened={opened} {...each} />}
                </Fragment>
              ))}
            </tbody>
          );
        })}
      </table>
      {feed.more && (
        <div class="request-more">
          <button type="button" class="button" onClick={feed.showOlder} disabled={feed.isLoadingOlder}>
            {feed.isLoadingOlder ? texts.showingOlder : texts.showOlder}
          </button>
        </div>
      )}
    </div>
  );
}

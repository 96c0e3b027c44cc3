import { useState } from "preact/hooks";
import type { ActivityRun, RequestsReply } from "#wire/requests";
import { pathWith } from "../../api/fetch-json.ts";
import { useReply } from "../../api/use-reply.ts";
import { useFormats } from "../../i18n/formats.ts";
import { useTexts } from "../../i18n/language.tsx";
import { Icon } from "../../ui/icon.tsx";
import type { RequestFilters } from "./request-filters.ts";
import { RequestLine } from "./request-line.tsx";
import { REQUESTS_TEXTS } from "./requests-texts.ts";

interface ActivityLinesProps {
  run: ActivityRun;
  opened: ReadonlySet<number>;
  onToggle(id: number): void;
  by: RequestFilters;
  columns: number;
}

const MOST_SHOWN = 100;

/** Mere activity in one line, which opens to its requests. */
export function ActivityLines({ run, opened, onToggle, by, columns }: ActivityLinesProps) {
  const texts = useTexts(REQUESTS_TEXTS);
  const formats = useFormats();
  const [isOpen, setOpen] = useState(false);
  const asked = { key: by.key, only: "activity", after: run.firstId - 1, before: run.lastId + 1, limit: MOST_SHOWN };
  const { reply } = useReply<RequestsReply>(isOpen ? pathWith("/api/page/requests", asked) : null);
  const [first, last] = [formats.time(run.firstAt), formats.time(run.lastAt)];
  return (
    <>
      <tr class="request-activity">
        <td colSpan={columns}>
          <button type="button" class="request-toggle" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
            <Icon name="right" />
            {last}
            <span class="request-activity-says">
              {texts.activity(run.requests, formats.number(run.requests))}
              {first !== last && ` ${texts.since(first)}`}
            </span>
          </button>
        </td>
      </tr>
      {isOpen &&
        reply?.requests.map((row) => (
          <RequestLine
            key={row.id}
            row={row}
            isNew={false}
            isOpen={opened.has(row.id)}
            onToggle={onToggle}
            by={by}
            columns={columns}
          />
        ))}
      {isOpen && reply?.more === true && (
        <tr class="request-activity">
          <td colSpan={columns} class="muted">
            {texts.activityRest(formats.number(MOST_SHOWN))}
          </td>
        </tr>
      )}
    </>
  );
}

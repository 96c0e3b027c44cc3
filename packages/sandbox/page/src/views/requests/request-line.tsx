import { personIdOf } from "#wire/person-id";
import type { RequestRow } from "#wire/requests";
import { useFormats } from "../../i18n/formats.ts";
import { useTexts } from "../../i18n/language.tsx";
import { PageLink } from "../../location/page-link.tsx";
import { Icon } from "../../ui/icon.tsx";
import { ServiceMark } from "../../ui/service-mark.tsx";
import { explainRequest } from "./explanations/explain-request.ts";
import { EXPLANATIONS } from "./explanations/explanation-texts.ts";
import { OutcomeBadge } from "./outcome-badge.tsx";
import { RequestDetails } from "./request-details.tsx";
import type { RequestFilters } from "./request-filters.ts";
import { RequestSummary } from "./request-summary.tsx";
import { REQUESTS_TEXTS } from "./requests-texts.ts";

interface RequestLineProps {
  row: RequestRow;
  isNew: boolean;
  isOpen: boolean;
  onToggle(id: number): void;
  by: RequestFilters;
  columns: number;
}

/** One request, and its details below it while it is open. */
export function RequestLine({ row, isNew, isOpen, onToggle, by, columns }: RequestLineProps) {
  const texts = useTexts(REQUESTS_TEXTS);
  const explanations = useTexts(EXPLANATIONS);
  const formats = useFormats();
  const time = formats.time(row.at);
  const method = row.method === "" ? texts.noMethod : row.method;
  const explained = explainRequest(row);
  const detailsId = `request-${row.id}`;

  // A click anywhere in the row opens it, but for links, and for text that is being marked.
  const onClick = (event: MouseEvent) => {
    if (event.target instanceof Element && event.target.closest("a, button") !== null) return;
    if (getSelection()?.isCollapsed === false) return;
    onToggle(row.id);
  };

  return (
    <>
      <tr class={`request ${isNew ? "is-new" : ""} ${isOpen ? "is-open" : ""}`} onClick={onClick}>
        <td class="request-time">
          <button
            type="button"
            class="request-toggle"
            aria-expanded={isOpen}
            aria-controls={isOpen ? detailsId : undefined}
            aria-label={texts.details(method, time)}
            onClick={() => onToggle(row.id)}
          >
            <Icon name="right" />
            {time}
          </button>
        </td>
        <td class="request-service">
          <ServiceMark service={row.service} />
        </td>
        <td class="request-method">
          <code>{method}</code>
        </td>
        <td class="request-user">
          {row.userId !== null && (
            <PageLink to={`/people/${encodeURIComponent(personIdOf(row.service, row.userId))}`}>
              {row.userName !== null && <span class="request-name">{row.userName}</span>}
              <span class={row.userName === null ? "request-name" : "request-id"}>{row.userId}</span>
            </PageLink>
          )}
        </td>
        <td class="request-outcome">
          <OutcomeBadge outcome={row.outcome} code={row.error?.code} />
        </td>
        <td class="request-says">
          {explained[0] === undefined ? (
            <RequestSummary summary={row.summary} preview={row.preview} />
          ) : (
            <span class="request-short">{explanations[explained[0].id].short}</span>
          )}
        </td>
      </tr>
      {isOpen && (
        <tr class="request-open">
          <td colSpan={columns} id={detailsId}>
            <RequestDetails row={row} explained={explained} by={by} />
          </td>
        </tr>
      )}
    </>
  );
}

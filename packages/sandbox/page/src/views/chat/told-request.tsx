import type { RequestRow } from "#wire/requests";
import { useTexts } from "../../i18n/language.tsx";
import { PageLink } from "../../location/page-link.tsx";
import { ServiceMark } from "../../ui/service-mark.tsx";
import { explainRequest } from "../requests/explanations/explain-request.ts";
import { EXPLANATIONS } from "../requests/explanations/explanation-texts.ts";
import { OutcomeBadge } from "../requests/outcome-badge.tsx";
import { RequestSummary } from "../requests/request-summary.tsx";
import { CHAT_TEXTS } from "./chat-texts.ts";

interface ToldRequestProps {
  row: RequestRow;
  /** Only its time says that it belongs here. */
  isGuessed?: boolean;
}

/** A request to a service: what it said, how it ended, and how sure it is that it belongs here. */
export function ToldRequest({ row, isGuessed = false }: ToldRequestProps) {
  const texts = useTexts(CHAT_TEXTS);
  const explanations = useTexts(EXPLANATIONS);
  const explained = explainRequest(row);
  const to = `/?user=${encodeURIComponent(row.userId ?? "")}&open=${row.id}`;
  return (
    <li class="chat-request">
      <div class="row spread">
        <ServiceMark service={row.service} />
        <OutcomeBadge outcome={row.outcome} code={row.error?.code} />
      </div>
      <PageLink to={to}>
        <code>{row.method}</code>
      </PageLink>
      {explained.length === 0 ? (
        <RequestSummary summary={row.summary} preview={row.preview} />
      ) : (
        explained.map(({ id, own }) => (
          <p key={`${id} ${own}`} class="hint">
            <strong>{explanations[id].short}.</strong> {explanations[id].means} {explanations[id].fix}
          </p>
        ))
      )}
      {isGuessed && (
        <span class="badge" title={texts.byTimeHint}>
          {texts.byTime}
        </span>
      )}
    </li>
  );
}

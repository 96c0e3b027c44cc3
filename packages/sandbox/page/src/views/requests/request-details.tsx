import { personIdOf } from "#wire/person-id";
import type { RequestRow } from "#wire/requests";
import { useFormats } from "../../i18n/formats.ts";
import { useTexts } from "../../i18n/language.tsx";
import { PageLink } from "../../location/page-link.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { keyName } from "../../ui/key-name.ts";
import { UI_TEXTS } from "../../ui/ui-texts.ts";
import { FAULTS_TEXTS } from "../faults/faults-texts.ts";
import { BodyText } from "./body-text.tsx";
import type { Explained } from "./explanations/explain-request.ts";
import { ExplanationList } from "./explanations/explanation-list.tsx";
import type { RequestFilters } from "./request-filters.ts";
import "./request-details.css";
import { REQUESTS_TEXTS } from "./requests-texts.ts";
import { useRequestDetail } from "./use-request-detail.ts";

interface RequestDetailsProps {
  row: RequestRow;
  explained: readonly Explained[];
  by: RequestFilters;
}

/** What a request said, what it was answered, and what to do about it. */
export function RequestDetails({ row, explained, by }: RequestDetailsProps) {
  const texts = useTexts(REQUESTS_TEXTS);
  const faultKinds: Readonly<Record<string, string>> = useTexts(FAULTS_TEXTS).kinds;
  const uiTexts = useTexts(UI_TEXTS);
  const formats = useFormats();
  const { detail, error } = useRequestDetail(row.id);
  const isForm = detail?.headers["content-type"]?.includes("form-urlencoded") === true;
  const personId = row.userId === null ? null : personIdOf(row.service, row.userId);
  return (
    <div class="request-details">
      {explained.length > 0 && <ExplanationList explained={explained} />}
      <div class="request-parts">
        <div class="request-body">
          <div class="row spread">
            <h3>{isForm ? texts.bodyForm : texts.body}</h3>
            {detail !== undefined && detail.body !== "" && <CopyButton text={detail.body} label={texts.copyBody} />}
          </div>
          {detail === undefined ? (
            <p class="muted" role="status">
              {error === undefined ? uiTexts.loading : error.status === 404 ? texts.gone : uiTexts.noAnswer}
            </p>
          ) : detail.body === "" ? (
            <p class="muted">{texts.bodyEmpty}</p>
          ) : (
            <BodyText text={detail.body} label={texts.body} />
          )}
          {detail?.bodyCut === true && <p class="hint muted">{texts.bodyCut}</p>}
        </div>
        <div class="request-facts">
          <h3>{texts.answer}</h3>
          <p>
            {row.status === null ? (
              texts.noAnswer
            ) : (
              <code>
                HTTP {row.status}
                {row.error !== null && ` · ${row.error.code} ${row.error.description}`}
              </code>
            )}
          </p>
          <dl class="pairs">
            <div>
              <dt>{texts.arrived}</dt>
              <dd>
                {formats.date(row.at)}, {formats.time(row.at)}
              </dd>
            </div>
            <div>
              <dt>{texts.key}</dt>
              <dd>
                <code>{keyName(row.key, texts.noKey)}</code>
              </dd>
            </div>
            <div>
              <dt>{texts.number}</dt>
              <dd>{row.id}</dd>
            </div>
            {row.fault !== null && (
              <div>
                <dt>{texts.fault}</dt>
                <dd>
                  {faultKinds[row.fault] ?? row.fault} <PageLink to="/faults">{texts.toFaults}</PageLink>
                </dd>
              </div>
            )}
          </dl>
          {detail !== undefined && (
            <details class="request-headers">
              <summary>{texts.headers}</summary>
              <dl class="pairs">
                {Object.entries(detail.headers).map(([name, value]) => (
                  <div key={name}>
                    <dt>
                      <code>{name}</code>
                    </dt>
                    <dd>
                      <code>{value}</code>
                    </dd>
                  </div>
                ))}
              </dl>
            </details>
          )}
          {personId !== null && (
            <div class="request-links">
              <PageLink class="button" to={`/people/${encodeURIComponent(personId)}`}>
                {texts.toPerson}
              </PageLink>
              {by.filters.user !== personId && (
                <button type="button" class="button" onClick={() => by.set({ user: personId })}>
                  {texts.allOfUser}
                </button>
              )}
            </div>
          )}
        </div>
      </div>
    </div>
  );
}

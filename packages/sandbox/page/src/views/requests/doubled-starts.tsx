import type { DoubledStartsReply } from "#wire/requests";
import { pathWith } from "../../api/fetch-json.ts";
import { useReply } from "../../api/use-reply.ts";
import { useFormats } from "../../i18n/formats.ts";
import { useTexts } from "../../i18n/language.tsx";
import { PageLink } from "../../location/page-link.tsx";
import { Icon } from "../../ui/icon.tsx";
import "./doubled-starts.css";
import { explainWarning } from "./explanations/explain-request.ts";
import { EXPLANATIONS } from "./explanations/explanation-texts.ts";
import { REQUESTS_TEXTS } from "./requests-texts.ts";

/** A warning while starts are reported twice, with the list of them one click away. Otherwise nothing. */
export function DoubledStarts({ keyId }: { keyId: string }) {
  const texts = useTexts(REQUESTS_TEXTS);
  const explanations = useTexts(EXPLANATIONS);
  const formats = useFormats();
  const { reply } = useReply<DoubledStartsReply>(pathWith("/api/page/doubled-starts", { key: keyId }));
  if (reply === undefined || reply.total === 0) return null;
  const title = texts.doubled(reply.total, formats.number(reply.total));
  return (
    <section class="note warn doubled" aria-label={title}>
      <Icon name="warning" />
      <div>
        <h2>{title}</h2>
        <details>
          <summary>{texts.doubledShow}</summary>
          <p>{texts.doubledMeans}</p>
          <ul>
            {reply.starts.map(({ requestId, at, userId, method, warning }) => {
              const id = explainWarning(warning);
              return (
                <li key={requestId}>
                  <PageLink
                    to={
                      userId === null ? `/?open=${requestId}` : `/?user=${encodeURIComponent(userId)}&open=${requestId}`
                    }
                  >
                    {formats.dateTime(at)} {userId}
                  </PageLink>{" "}
                  <code>{method}</code> {id === undefined ? <span lang="en">{warning}</span> : explanations[id].short}
                </li>
              );
            })}
          </ul>
          {reply.total > reply.starts.length && (
            <p class="hint">{texts.doubledRest(formats.number(reply.starts.length))}</p>
          )}
        </details>
      </div>
    </section>
  );
}

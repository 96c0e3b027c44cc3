import type { PersonReply } from "#wire/people";
import { useFormats } from "../../i18n/formats.ts";
import { useTexts } from "../../i18n/language.tsx";
import { foldHistory } from "./fold-history.ts";
import { HistoryEntry } from "./history-entry.tsx";
import { PEOPLE_TEXTS } from "./people-texts.ts";
import { useHistory } from "./use-history.ts";

/** What somebody did, day by day. */
export function PersonHistory({ person, path }: { person: PersonReply; path: string }) {
  const texts = useTexts(PEOPLE_TEXTS);
  const formats = useFormats();
  const { items, hasOlder, failed, showOlder } = useHistory(person, path);
  return (
    <section class="card" aria-labelledby="history">
      <h2 id="history" class="card-head">
        {texts.history}
      </h2>
      {items.length === 0 && <p class="muted">{texts.noHistory}</p>}
      <div class="history">
        {foldHistory(items, formats.date).map(({ day, lines }) => (
          <section key={day} aria-label={day}>
            <h3>{day}</h3>
            <ol>
              {lines.map((line) => (
                <HistoryEntry
                  key={line.kind === "item" ? line.item.id : `uses-${line.id}`}
                  line={line}
                  firstJoinAt={person.firstJoinAt}
                />
              ))}
            </ol>
          </section>
        ))}
      </div>
      {failed && (
        <p class="wrong" role="alert">
          {texts.olderFailed}
        </p>
      )}
      {hasOlder && (
        <button type="button" class="button" onClick={showOlder}>
          {texts.older}
        </button>
      )}
    </section>
  );
}

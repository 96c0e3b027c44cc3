import { useLayoutEffect, useRef } from "preact/hooks";
import { pathWith } from "../../api/fetch-json.ts";
import { useFormats } from "../../i18n/formats.ts";
import { useTexts } from "../../i18n/language.tsx";
import { usePageLocation } from "../../location/location.tsx";
import { LoadedView } from "../../ui/loaded-view.tsx";
import { SearchField } from "../../ui/search-field.tsx";
import { Segmented } from "../../ui/segmented.tsx";
import { StartHere } from "../../ui/start-here.tsx";
import { PeopleTable } from "./people-table.tsx";
import { PEOPLE_TEXTS } from "./people-texts.ts";
import { usePeoplePages } from "./use-people-pages.ts";

const PAGE_SIZE = 100;

interface PeopleListProps {
  /** Out of sight it asks for nothing and keeps what it has. */
  isShown: boolean;
  /** As it was when the list was last in sight. */
  query: URLSearchParams;
}

export function PeopleList({ isShown, query }: PeopleListProps) {
  const texts = useTexts(PEOPLE_TEXTS);
  const formats = useFormats();
  const { set } = usePageLocation();
  const q = query.get("q") ?? "";
  const status = query.get("status") ?? "";
  const isFiltered = q !== "" || status !== "";
  const path = pathWith("/api/page/people", { key: query.get("key"), q, status, limit: PAGE_SIZE });
  const { loaded, showMore } = usePeoplePages(path, isShown);
  useScrollKept(isShown);

  return (
    <div class="stack people-list" hidden={!isShown}>
      <div class="row people-filters" hidden={!isFiltered && loaded.reply?.total === 0}>
        <SearchField label={texts.search} value={q} onSearch={(text) => set({ q: text })} />
        <Segmented
          label={texts.status}
          value={status}
          options={[
            { value: "", text: texts.everyone },
            { value: "member", text: texts.members },
            { value: "left", text: texts.leftOnes },
          ]}
          onChange={(chosen) => set({ status: chosen })}
        />
        <p class="muted people-count" role="status">
          {loaded.reply !== undefined && texts.count(loaded.reply.total, formats.number(loaded.reply.total))}
        </p>
      </div>
      <LoadedView of={loaded}>
        {({ people, next }) => {
          if (people.length === 0 && !isFiltered) return <StartHere />;
          if (people.length === 0) {
            return (
              <section class="card empty">
                <h2>{texts.nobodyFits}</h2>
                <p>{texts.nobodyFitsNext}</p>
                <button type="button" class="button" onClick={() => set({ q: null, status: null })}>
                  {texts.showEveryone}
                </button>
              </section>
            );
          }
          return (
            <section class="card">
              <PeopleTable people={people} />
              {next !== null && (
                <button type="button" class="button people-more" onClick={showMore}>
                  {texts.showMore}
                </button>
              )}
            </section>
          );
        }}
      </LoadedView>
    </div>
  );
}

/** Coming back to what was hidden, one stands where one left. */
function useScrollKept(isShown: boolean): void {
  const keptY = useRef(0);
  useLayoutEffect(() => {
    if (!isShown) return;
    if (keptY.current > 0) scrollTo(0, keptY.current);
    const keep = () => {
      keptY.current = scrollY;
    };
    addEventListener("scroll", keep, { passive: true });
    return () => removeEventListener("scroll", keep);
  }, [isShown]);
}

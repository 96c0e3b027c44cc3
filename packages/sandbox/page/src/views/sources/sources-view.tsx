import type { SourcesReply } from "#wire/sources";
import { pathWith } from "../../api/fetch-json.ts";
import { useReply } from "../../api/use-reply.ts";
import { useFormats } from "../../i18n/formats.ts";
import { useLanguage, useTexts } from "../../i18n/language.tsx";
import { useViewTitle } from "../../i18n/use-view-title.ts";
import { usePageLocation } from "../../location/location.tsx";
import { PageLink } from "../../location/page-link.tsx";
import { Icon } from "../../ui/icon.tsx";
import { LoadedView } from "../../ui/loaded-view.tsx";
import { MadeUpNote } from "../../ui/made-up-note.tsx";
import { MixedMoney } from "../../ui/mixed-money.tsx";
import { PeriodPicker } from "../../ui/period-picker.tsx";
import { SearchField } from "../../ui/search-field.tsx";
import { Segmented } from "../../ui/segmented.tsx";
import { useMedia } from "../../ui/use-media.ts";
import { usePeriod } from "../../ui/use-period.ts";
import { ViewHead } from "../../ui/view-head.tsx";
import { CostsView } from "../costs/costs-view.tsx";
import { ColumnMeanings } from "./column-meanings.tsx";
import { COLUMN_SETS, columnSetIn } from "./column-sets.ts";
import { useConversion } from "./conversion-choice.ts";
import { ConversionPicker } from "./conversion-picker.tsx";
import { DeletedNote } from "./deleted-note.tsx";
import { GoalsTable } from "./goals-table.tsx";
import { NoSources } from "./no-sources.tsx";
import { fits, GROUPINGS } from "./source-figures.ts";
import { totalOf } from "./source-tree.ts";
import "./sources.css";
import { SourcesTable } from "./sources-table.tsx";
import { SOURCES_TEXTS } from "./sources-texts.ts";
import { UtmTable } from "./utm-table.tsx";

/** Which ad brought whom, and what it was worth; below it, what the ads cost. */
export function SourcesView() {
  return usePageLocation().path === COSTS_PATH ? <CostsView /> : <Sources />;
}

const COSTS_PATH = "/sources/costs";

function Sources() {
  const texts = useTexts(SOURCES_TEXTS);
  const title = useViewTitle("sources");
  const { language } = useLanguage();
  const formats = useFormats();
  const { query, set } = usePageLocation();
  const period = usePeriod("30d");
  const isPhone = useMedia("(max-width: 40rem)");
  const key = query.get("key");
  const q = query.get("q") ?? "";
  const grouping = GROUPINGS.find((each) => each === query.get("by"));
  const conversion = useConversion();
  const range = period.period && {
    key,
    from: period.period.fromMs,
    to: period.period.toMs,
    tz: period.period.tzMinutes,
    ...conversion.params,
  };
  const loaded = useReply<SourcesReply>(range === undefined ? null : pathWith("/api/page/sources", range));

  const columns = (reply: SourcesReply) => columnSetIn(query.get("show"), reply);
  const table = (reply: SourcesReply) => {
    const { sources, others } = reply;
    const fitting = q === "" ? sources : sources.filter((source) => fits(source, q));
    if (fitting.length === 0) {
      return (
        <section class="card empty">
          <h2>{texts.nothingFits}</h2>
          <p>{texts.nothingFitsNext}</p>
          {others !== null && <p>{texts.othersUnsearched(formats.number(others.sources))}</p>}
          <button type="button" class="button" onClick={() => set({ q: null })}>
            {texts.clearSearch}
          </button>
        </section>
      );
    }
    return (
      <section class="card sources">
        {grouping === undefined ? (
          <SourcesTable
            sources={fitting}
            others={q === "" ? others : null}
            columns={columns(reply)}
            isTree={query.get("by") !== "links"}
            startsOpen={q !== ""}
          />
        ) : (
          <UtmTable sources={fitting} others={q === "" ? others : null} grouping={grouping} columns={columns(reply)} />
        )}
        {others !== null && (
          <p class="muted">{(q === "" ? texts.others : texts.othersUnsearched)(formats.number(others.sources))}</p>
        )}
      </section>
    );
  };

  return (
    <>
      <ViewHead title={title}>
        <div class="row">
          <PeriodPicker state={period} />
          <PageLink to={COSTS_PATH} class="button">
            {texts.costs}
          </PageLink>
        </div>
      </ViewHead>
      <div class="stack">
        <MadeUpNote />
        <div class="row sources-filters" hidden={loaded.reply?.sources.length === 0}>
          <SearchField label={texts.search} value={q} onSearch={(text) => set({ q: text })} />
          <Segmented
            label={texts.groupBy}
            value={grouping ?? (query.get("by") === "links" ? "links" : "")}
            options={[
              { value: "", text: texts.bySystem },
              { value: "links", text: texts.byLink },
              ...GROUPINGS.map((value) => ({ value, text: isPhone ? value.slice("utm_".length) : value })),
            ]}
            onChange={(by) => set({ by, sort: null })}
          />
          {loaded.reply !== undefined && (
            <Segmented
              label={texts.show}
              value={columns(loaded.reply)}
              options={COLUMN_SETS.map((value) => ({ value, text: texts.columnSets[value] }))}
              onChange={(value) => set({ show: value, sort: null })}
            />
          )}
          {loaded.reply !== undefined && (
            <ConversionPicker
              state={conversion}
              goals={loaded.reply.goals}
              sales={totalOf(loaded.reply.sources, loaded.reply.others).sales}
            />
          )}
          {range !== undefined && (
            <a
              class="button sources-csv"
              href={pathWith("/api/page/sources.csv", { ...range, lang: language })}
              download="sources.csv"
              aria-label={texts.csvLong}
              title={texts.csvLong}
            >
              <Icon name="download" />
              {texts.csv}
            </a>
          )}
        </div>
        <LoadedView of={loaded}>
          {(reply) =>
            reply.sources.length === 0 ? (
              <NoSources period={period} />
            ) : (
              <>
                <MixedMoney />
                {period.period !== undefined && <DeletedNote reply={reply} fromMs={period.period.fromMs} />}
                {table(reply)}
                {reply.goals.length > 0 && <GoalsTable goals={reply.goals} />}
                <ColumnMeanings columns={columns(reply)} />
              </>
            )
          }
        </LoadedView>
      </div>
    </>
  );
}

import { useStatus } from "../../api/status.tsx";
import { useViewTitle } from "../../i18n/use-view-title.ts";
import { LoadedView } from "../../ui/loaded-view.tsx";
import { StartHere } from "../../ui/start-here.tsx";
import { ViewHead } from "../../ui/view-head.tsx";
import { DoubledStarts } from "./doubled-starts.tsx";
import { FilterBar } from "./filter-bar.tsx";
import { Gauges } from "./gauges.tsx";
import { NothingFits } from "./nothing-fits.tsx";
import { useRequestFilters } from "./request-filters.ts";
import { RequestTable } from "./request-table.tsx";
import { ServicesLegend } from "./services-legend.tsx";
import { UnseenBar } from "./unseen-bar.tsx";
import { useOpened } from "./use-opened.ts";
import { useRequestFeed } from "./use-request-feed.ts";
import "./requests.css";
import { useRef } from "preact/hooks";
import { useScrolledPast } from "./use-scrolled-past.ts";

/** What arrived, as it arrives: the first thing that anyone sees. */
export function RequestsView() {
  const title = useViewTitle("requests");
  const by = useRequestFilters();
  const { opened, toggle } = useOpened();
  const top = useRef<HTMLDivElement>(null);
  const isScrolled = useScrolledPast(top);
  const { loaded } = useRequestFeed(
    { ...by.filters, key: by.key, only: by.isFiltered ? null : "matters" },
    isScrolled || opened.size > 0,
  );
  const total = useStatus().reply?.requests ?? 0;

  const toNewest = () => {
    loaded.reply?.showUnseen();
    if (isScrolled) top.current?.scrollIntoView({ block: "start" });
  };

  return (
    <>
      <ViewHead title={title} />
      <div class="stack requests">
        <DoubledStarts keyId={by.key} />
        <Gauges keyId={by.key} />
        <div class="requests-list">
          <div ref={top} class="requests-top" />
          <LoadedView of={loaded}>
            {(feed) =>
              feed.rows.length === 0 && total === 0 && !by.isFiltered ? (
                <StartHere />
              ) : (
                <>
                  <FilterBar by={by} methods={feed.methods} />
                  <UnseenBar unseen={feed.unseen} onShow={toNewest} />
                  {feed.rows.length === 0 && feed.activityAbove === null ? (
                    <NothingFits {...(by.isFiltered && { onClear: by.clear })} />
                  ) : (
                    <RequestTable feed={feed} opened={opened} onToggle={toggle} by={by} />
                  )}
                </>
              )
            }
          </LoadedView>
        </div>
        <ServicesLegend />
      </div>
    </>
  );
}

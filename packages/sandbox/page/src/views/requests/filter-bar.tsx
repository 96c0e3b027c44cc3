import type { RequestOutcome } from "#wire/requests";
import { SERVICE_NAMES } from "#wire/service-name";
import { useTexts } from "../../i18n/language.tsx";
import { SERVICE_TITLES } from "../../ui/service-mark.tsx";
import { ChosenFilter } from "./chosen-filter.tsx";
import type { RequestFilters } from "./request-filters.ts";
import "./filter-bar.css";
import { REQUESTS_TEXTS } from "./requests-texts.ts";
import { TypedFilter } from "./typed-filter.tsx";

const OUTCOMES: readonly RequestOutcome[] = ["ok", "warned", "refused", "unanswered"];

/** The filters of the list of requests. */
export function FilterBar({ by, methods }: { by: RequestFilters; methods: readonly string[] }) {
  const texts = useTexts(REQUESTS_TEXTS);
  const { filters, set, clear, isFiltered } = by;
  return (
    <search class="filter-bar" aria-label={texts.filters}>
      <TypedFilter
        class="wide"
        label={texts.search}
        placeholder={texts.searchHint}
        value={filters.q}
        onChange={(q) => set({ q })}
      />
      <ChosenFilter
        label={texts.outcome}
        all={texts.allOutcomes}
        value={filters.outcome}
        options={OUTCOMES.map((value) => ({ value, text: texts.outcomes[value] }))}
        onChange={(outcome) => set({ outcome })}
      />
      <ChosenFilter
        label={texts.service}
        all={texts.allServices}
        value={filters.service}
        options={SERVICE_NAMES.map((value) => ({ value, text: SERVICE_TITLES[value] }))}
        onChange={(service) => set({ service })}
      />
      <ChosenFilter
        label={texts.method}
        all={texts.allMethods}
        value={filters.method}
        options={methods.map((value) => ({ value, text: value }))}
        onChange={(method) => set({ method })}
      />
      <TypedFilter
        label={texts.userId}
        placeholder={texts.userId}
        value={filters.user}
        inputMode="numeric"
        onChange={(user) => set({ user })}
      />
      {isFiltered && (
        <button type="button" class="button quiet" onClick={clear}>
          {texts.clear}
        </button>
      )}
    </search>
  );
}

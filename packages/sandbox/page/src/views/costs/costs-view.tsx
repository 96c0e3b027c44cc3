import { useState } from "preact/hooks";
import type { CostsReply, CostsTaken } from "#wire/costs";
import { useMoney } from "../../api/money.tsx";
import { useReply } from "../../api/use-reply.ts";
import { useLanguage, useTexts } from "../../i18n/language.tsx";
import { PageLink } from "../../location/page-link.tsx";
import { LoadedView } from "../../ui/loaded-view.tsx";
import { MadeUpNote } from "../../ui/made-up-note.tsx";
import { daysOf } from "../../ui/period.ts";
import { usePeriod } from "../../ui/use-period.ts";
import { ViewHead } from "../../ui/view-head.tsx";
import { CostForm } from "./cost-form.tsx";
import { CostPaste } from "./cost-paste.tsx";
import type { CostScope } from "./cost-scope.tsx";
import "./costs.css";
import { COSTS_TEXTS } from "./costs-texts.ts";
import { KeptCosts } from "./kept-costs.tsx";

/** What the ads cost: typed in, pasted, and all that is kept. */
export function CostsView() {
  const texts = useTexts(COSTS_TEXTS);
  const { language } = useLanguage();
  const { currency } = useMoney();
  const { period } = usePeriod("7d");
  const [chosen, setChosen] = useState<Partial<CostScope>>({});
  const [taken, setTaken] = useState<CostsTaken>();
  const loaded = useReply<CostsReply>("/api/page/costs");
  const scope: CostScope = {
    ...(period === undefined ? { from: "", to: "" } : daysOf(period)),
    currency: currency ?? (language === "ru" ? "RUB" : "USD"),
    ...chosen,
  };
  const onTaken = (news: CostsTaken) => {
    setTaken(news);
    loaded.reload();
  };
  return (
    <>
      <ViewHead title={texts.title}>
        <PageLink to="/sources" class="button">
          {texts.back}
        </PageLink>
      </ViewHead>
      <div class="stack">
        <MadeUpNote of="all bots" />
        <CostForm scope={scope} onScope={setChosen} onTaken={onTaken} />
        <CostPaste scope={scope} onScope={setChosen} onTaken={onTaken} />
        <p class={taken === undefined ? "visually-hidden" : "note good"} role="status">
          {taken !== undefined &&
            [texts.added(taken.added), ...(taken.replaced > 0 ? [texts.replaced(taken.replaced)] : [])].join(", ")}
        </p>
        {currency !== null && scope.currency !== currency && <p class="note warn">{texts.otherCurrency(currency)}</p>}
        <LoadedView of={loaded}>{({ costs }) => <KeptCosts costs={costs} onRemoved={loaded.reload} />}</LoadedView>
        <p class="muted cost-hint">{texts.evenly}</p>
      </div>
    </>
  );
}

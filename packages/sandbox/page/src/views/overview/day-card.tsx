import { useId } from "preact/hooks";
import type { OverviewReply } from "#wire/overview";
import { useFormats } from "../../i18n/formats.ts";
import { useTexts } from "../../i18n/language.tsx";
import { DayFigure } from "./day-figure.tsx";
import { OVERVIEW_TEXTS } from "./overview-texts.ts";

/** Today and yesterday in figures, and who is there at this moment. */
export function DayCard({ reply: { today, yesterday, online, updatedAt } }: { reply: OverviewReply }) {
  const texts = useTexts(OVERVIEW_TEXTS);
  const formats = useFormats();
  const titleId = useId();
  const of = (figure: keyof typeof today) => ({
    name: texts[figure],
    today: today[figure],
    yesterday: yesterday[figure],
  });
  return (
    <section class="card" aria-labelledby={titleId}>
      <div class="card-head">
        <h2 id={titleId}>{texts.today}</h2>
        <p class="row day-now">
          <span class={online > 0 ? "badge good" : "badge"} title={texts.onlineHint}>
            {texts.online}: <span class="number">{formats.number(online)}</span>
          </span>
          <span class="muted">
            {updatedAt === null ? texts.notUpdated : `${texts.updated} ${formats.dateTime(updatedAt)}`}
          </span>
        </p>
      </div>
      <dl class="day-figures">
        <DayFigure {...of("people")} />
        <DayFigure {...of("uses")} />
        <DayFigure {...of("starts")} good="more" />
        <DayFigure {...of("stops")} good="fewer" />
        <DayFigure {...of("goals")} good="more" />
        <DayFigure {...of("revenue")} good="more" money />
        {(today.refunds > 0 || yesterday.refunds > 0) && <DayFigure {...of("refunds")} good="fewer" money />}
      </dl>
    </section>
  );
}

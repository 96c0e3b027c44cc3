import { useFormats } from "../../i18n/formats.ts";
import { useTexts } from "../../i18n/language.tsx";
import { OVERVIEW_TEXTS } from "./overview-texts.ts";

interface DayFigureProps {
  name: string;
  today: number;
  yesterday: number;
  /** Which direction is good. Uses have none: they rise and fall for many reasons. */
  good?: "more" | "fewer";
  money?: boolean;
}

/** A figure of today, beside yesterday's and the difference. */
export function DayFigure({ name, today, yesterday, good, money = false }: DayFigureProps) {
  const texts = useTexts(OVERVIEW_TEXTS);
  const formats = useFormats();
  const format = money ? formats.money : formats.number;
  const difference = today - yesterday;
  const way = difference > 0 ? "more" : "fewer";
  const mood = difference === 0 || good === undefined ? "" : way === good ? "good" : "bad";
  return (
    <div class="day-figure">
      <dt>{name}</dt>
      <dd>
        <strong>{format(today)}</strong>
        <span class="day-before">
          <span class="muted">
            {texts.yesterday} {format(yesterday)}
          </span>
          <span class={`badge ${mood}`}>
            {difference === 0 ? "=" : `${difference > 0 ? "+" : "−"}${format(Math.abs(difference))}`}
            <span class="visually-hidden">{difference === 0 ? texts.same : texts[way]}</span>
          </span>
        </span>
      </dd>
    </div>
  );
}

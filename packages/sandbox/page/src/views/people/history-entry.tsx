import type { ComponentChildren } from "preact";
import { currencyOfLabels } from "#wire/currency-of-labels";
import { useFormats } from "../../i18n/formats.ts";
import { useTexts } from "../../i18n/language.tsx";
import { NamedValues } from "../../ui/named-values.tsx";
import { ServiceMark } from "../../ui/service-mark.tsx";
import type { HistoryLine } from "./fold-history.ts";
import { PassedBadge } from "./passed-badge.tsx";
import { PEOPLE_TEXTS } from "./people-texts.ts";

interface HistoryEntryProps {
  line: HistoryLine;
  firstJoinAt: number | null;
}

/** One thing that happened: when, what, and its details. */
export function HistoryEntry({ line, firstJoinAt }: HistoryEntryProps) {
  const texts = useTexts(PEOPLE_TEXTS);
  const formats = useFormats();
  if (line.kind === "uses") {
    const { count } = line;
    const [first, last] = [formats.time(line.firstAt), formats.time(line.lastAt)];
    return (
      <Entry mark="use" time={last}>
        <p class="muted">
          {texts.used(count)}
          {count > 1 && ` ${first === last ? texts.at(last) : texts.between(first, last)}`}
        </p>
      </Entry>
    );
  }
  const { item, twin } = line;
  const ownCurrency = currencyOfLabels(item.labels);
  const { kind, name, standing, source, result, amount, params, labels, goal, goalPassed, service, at } = item;
  return (
    <Entry mark={kind} time={formats.time(at)}>
      <div class="history-head">
        {kind === "start" && (
          <>
            <strong>{texts.started}</strong>
            {standing !== null && (
              <span class={`badge ${standing === "returned" ? "good" : standing === "new" ? "accent" : ""}`}>
                {texts.standing[standing]}
              </span>
            )}
          </>
        )}
        {kind === "stop" && <strong>{texts.stopped}</strong>}
        {kind === "goal" && (
          <strong>
            {texts.goal} {name}
          </strong>
        )}
        {kind === "goal" && goalPassed !== null && <PassedBadge isPassed={goalPassed} />}
        {(kind === "event" || kind === "use") && <strong>{name}</strong>}
        {result !== null && (
          <span class={`badge ${result === "success" ? "good" : result === "failure" ? "bad" : ""}`}>
            {texts.result[result]}
          </span>
        )}
        {amount !== null && (
          <span class="history-amount">
            {ownCurrency === undefined ? formats.money(amount) : formats.moneyIn(ownCurrency, amount)}
            {amount < 0 && ` (${texts.refund})`}
          </span>
        )}
        <ServiceMark service={service} />
        {twin !== undefined && <ServiceMark service={twin.service} />}
      </div>
      {kind === "start" && (
        <p class="history-source">
          {standing !== null && <span class="muted">{texts.standingMeans[standing]}, </span>}
          {source === null ? (
            <span class="muted">{texts.withoutLink}</span>
          ) : (
            <>
              <span class="muted">{texts.by}</span> {source.name}{" "}
              {source.code !== source.name && <code>{source.code}</code>}
            </>
          )}
        </p>
      )}
      {kind === "event" && goal !== null && goalPassed !== null && (
        <p class="history-goal">
          {texts.goal} <b>{goal}</b> <PassedBadge isPassed={goalPassed} />
        </p>
      )}
      {goalPassed === false && (
        <p class="muted">{firstJoinAt !== null && firstJoinAt <= at ? texts.notPassedLate : texts.notPassedNoStart}</p>
      )}
      <NamedValues
        values={[
          ...(twin?.params ?? params).flatMap((value, index) =>
            value === null ? [] : [{ name: `param_${index + 1}`, value }],
          ),
          ...labels,
        ]}
      />
    </Entry>
  );
}

function Entry({ mark, time, children }: { mark: string; time: string; children: ComponentChildren }) {
  return (
    <li class={`history-entry ${mark}`}>
      <time>{time}</time>
      <div class="history-body">{children}</div>
    </li>
  );
}

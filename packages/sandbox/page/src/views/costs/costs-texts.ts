import type { Translations } from "../../i18n/language.tsx";
import { russianPlural } from "../../i18n/russian-plural.ts";

const en = {
  title: "Ad costs",
  back: "Sources",
  typeIn: "Type one in",
  ad: "Ad",
  adHint: "The name of a link, its code, or its address",
  from: "From",
  to: "To",
  amount: "Cost",
  currency: "Currency",
  add: "Add the cost",
  added: (count: number) => `${count} ${count === 1 ? "cost" : "costs"} added`,
  replaced: (count: number) => `${count} replaced`,
  failed: "Could not keep it:",

  paste: "Paste a table",
  pasteHint:
    "Copy it out of a spreadsheet or an export of the ad system. What is needed is a column with the ad and one with the cost; dates may be a column, or two. Headings help and need not be there.",
  table: "The table",
  tableExample: "Link\tDate\tCost\nYandex search\t01.11.2026\t1 234,50",
  forLinesWithout: "For lines without a date or a currency of their own",
  preview: "Preview",
  previewTitle: "What would be taken",
  nothingTaken: "None of the lines can be taken.",
  take: (count: number) => `Take ${count} ${count === 1 ? "cost" : "costs"}`,
  cancel: "Cancel",
  notes: "Notes",
  replaces: (amount: string) => `replaces ${amount}`,
  sumOf: (count: number) => `${count} lines added up`,
  overlaps: (time: string, amount: string) => `overlaps ${time}, ${amount}: both count`,
  moreOverlaps: (count: string) => `and ${count} more`,
  wrongTitle: (count: number) => `${count} ${count === 1 ? "line is" : "lines are"} left out`,
  line: (number: string) => `Line ${number}`,

  kept: "Costs so far",
  noneKept: "None yet. With costs, the table of sources shows cost per start, per goal and per sale, and ROMI.",
  time: "Time",
  actions: "Delete",
  remove: (name: string, time: string) => `Delete the cost of “${name}”, ${time}`,
  showAll: (count: string) => `Show all ${count}`,
  evenly:
    "A cost for several days is spread over them evenly, so that a period that cuts it shows its part. A cost of the same ad, time and currency replaces the one before; times that overlap are added up.",
  otherCurrency: (currency: string) =>
    `The amounts of your bot are in ${currency}. A cost in another currency is kept and shown, but compared with nothing: convert it first.`,

  wrong: {
    noColumns: "No column with ads or none with costs was found. Put “link” and “cost” above them.",
    severalAmounts:
      "More than one column may be the cost, perhaps because of a decimal comma. Put headings such as “link” and “cost” above the columns, or copy the table with tabs.",
    tooManyCells: (expected: number) =>
      `There are more cells than the ${expected} headings, perhaps because of a decimal comma. Copy the table with tabs, or put such amounts in quotes.`,
    total: "A total, which would count everything twice.",
    noSource: "The line names no ad. Expected the name of a link, its code, or its address.",
    unknownSource: (came: string) =>
      `No link is called “${came}”. Expected the name of a link, its code, or its address: create the link first.`,
    severalSources: (came: string, count: number) => `${count} links are called “${came}”. Name one by its code.`,
    noDate: "The line has no date. Add one, or choose the days above.",
    badDate: (came: string) =>
      `“${came}” is no date. Expected 2026-11-21, 21.11.2026, or two with a dash between them.`,
    ambiguousDate: (came: string) => `In “${came}” the month may be the first number or the second. Write 2026-11-05.`,
    backwards: (came: string) => `“${came}” ends before it begins.`,
    noAmount: "The line has no cost. Expected an amount such as 1,234.50.",
    badAmount: (came: string) => `“${came}” is no amount. Expected one such as 1,234.50 or 1 234,50 ₽.`,
    ambiguousAmount: (came: string) => `“${came}” may be thousands or decimals. Write 1234 or 1234.00.`,
    negativeAmount: (came: string) => `“${came}” is below zero. A cost is zero or more.`,
    badCurrency: (came: string) => `“${came}” is no currency. Expected three letters, such as RUB.`,
    noCurrency: "The line has no currency. Add one, or choose it above.",
  },
};

const ru: typeof en = {
  title: "Расходы на рекламу",
  back: "Источники",
  typeIn: "Ввести вручную",
  ad: "Реклама",
  adHint: "Название ссылки, её код или адрес",
  from: "С",
  to: "По",
  amount: "Расход",
  currency: "Валюта",
  add: "Добавить расход",
  added: (count) => `Добавлено: ${count}`,
  replaced: (count) => `заменено: ${count}`,
  failed: "Не удалось сохранить:",

  paste: "Вставить таблицу",
  pasteHint:
    "Скопируйте её из электронной таблицы или выгрузки рекламной системы. Нужны столбец с рекламой и столбец с расходом; даты могут быть одним столбцом или двумя. Заголовки помогают, но не обязательны.",
  table: "Таблица",
  tableExample: "Ссылка\tДата\tРасход\nЯндекс, поиск\t01.11.2026\t1 234,50",
  forLinesWithout: "Для строк без своей даты или валюты",
  preview: "Проверить",
  previewTitle: "Что будет добавлено",
  nothingTaken: "Ни одну строку добавить нельзя.",
  take: (count) => `Добавить ${count} ${russianPlural(count, "расход", "расхода", "расходов")}`,
  cancel: "Отмена",
  notes: "Примечания",
  replaces: (amount) => `заменит ${amount}`,
  sumOf: (count) => `сумма ${count} ${russianPlural(count, "строки", "строк", "строк")}`,
  overlaps: (time, amount) => `пересекается с ${time}, ${amount}: считаются оба`,
  moreOverlaps: (count) => `и ещё ${count}`,
  wrongTitle: (count) =>
    `Не ${russianPlural(count, "войдёт", "войдут", "войдёт")} ${count} ${russianPlural(count, "строка", "строки", "строк")}`,
  line: (number) => `Строка ${number}`,

  kept: "Добавленные расходы",
  noneKept: "Пока нет. С расходами в таблице источников появятся цена старта, цели и продажи и ROMI.",
  time: "Даты",
  actions: "Удалить",
  remove: (name, time) => `Удалить расход «${name}», ${time}`,
  showAll: (count) => `Показать все: ${count}`,
  evenly:
    "Расход за несколько дней делится на них поровну, и в период, который захватывает не все эти дни, войдёт только часть. Расход на ту же рекламу за те же дни в той же валюте заменяет прежний; пересекающиеся периоды складываются.",
  otherCurrency: (currency) =>
    `Суммы вашего бота — в ${currency}. Расход в другой валюте сохранится и будет виден, но сравнивать его не с чем: сначала пересчитайте.`,

  wrong: {
    noColumns: "Не нашлось столбца с рекламой или с расходом. Напишите над ними «ссылка» и «расход».",
    severalAmounts:
      "Расходом может быть больше одного столбца: возможно, из-за запятой в сумме. Напишите над столбцами заголовки, например «ссылка» и «расход», или скопируйте таблицу с табуляцией.",
    tooManyCells: (expected) =>
      `Ячеек больше, чем заголовков (${expected}): возможно, из-за запятой в сумме. Скопируйте таблицу с табуляцией или возьмите такие суммы в кавычки.`,
    total: "Это итог: с ним всё посчиталось бы дважды.",
    noSource: "Не указана реклама. Нужно название ссылки, её код или адрес.",
    unknownSource: (came) => `Ссылки «${came}» нет. Нужно название ссылки, её код или адрес: сначала создайте ссылку.`,
    severalSources: (came, count) =>
      `«${came}» — это ${count} ${russianPlural(count, "ссылка", "ссылки", "ссылок")}. Укажите код нужной.`,
    noDate: "Нет даты. Добавьте её или выберите дни выше.",
    badDate: (came) => `«${came}» — не дата. Нужно 2026-11-21, 21.11.2026 или две даты через тире.`,
    ambiguousDate: (came) => `В «${came}» месяцем может быть и первое число, и второе. Напишите 05.11.2026.`,
    backwards: (came) => `«${came}» заканчивается раньше, чем начинается.`,
    noAmount: "Нет расхода. Нужна сумма, например 1 234,50.",
    badAmount: (came) => `«${came}» — не сумма. Нужно, например, 1 234,50 ₽ или 1,234.50.`,
    ambiguousAmount: (came) => `«${came}» — это тысячи или дробная часть? Напишите 1234 или 1234,00.`,
    negativeAmount: (came) => `«${came}» меньше нуля. Расход — это ноль или больше.`,
    badCurrency: (came) => `«${came}» — не валюта. Нужны три буквы, например RUB.`,
    noCurrency: "Нет валюты. Добавьте её или выберите выше.",
  },
};

export const COSTS_TEXTS: Translations<typeof en> = { en, ru };

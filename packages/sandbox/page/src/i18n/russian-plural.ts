const RULES = new Intl.PluralRules("ru");

/** The form that stands after a number in Russian: 1 старт, 2 старта, 5 стартов. */
export function russianPlural(count: number, one: string, few: string, many: string): string {
  const rule = RULES.select(count);
  return rule === "one" ? one : rule === "few" ? few : many;
}

/**
 * The currency that an amount's labels say it is in. The tracker's `payments()` labels each with `currency`, and one that
 * was converted for the amount with what was paid, `amount`, too: then it says nothing of the amount.
 */
export function currencyOfLabels(labels: readonly { name: string; value: string }[]): string | undefined {
  const labelled = (name: string) => labels.find((label) => label.name === name)?.value;
  const currency = labelled("currency")?.toUpperCase();
  const isOfAmount = currency !== undefined && /^[A-Z]{3}$/.test(currency) && labelled("amount") === undefined;
  return isOfAmount ? currency : undefined;
}

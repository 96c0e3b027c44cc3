import type { TrackingLink } from "@bot-tracker/sandbox";

/** Two ads that bring people to the bot, so that the reports have something to compare. */
const ADS: readonly (TrackingLink & { costs: number })[] = [
  { code: "PJ1", name: "VK Ads", utm: { source: "vk", medium: "cpc" }, costs: 3_000 },
  { code: "PJ2", name: "Telegram Ads", utm: { source: "telegram", medium: "cpm" }, costs: 2_000 },
];

export const AD_LINKS: readonly TrackingLink[] = ADS.map(({ costs, ...link }) => link);

/** Tells a sandbox what the ads cost on the day of `now`, in the currency of the example bots' course. */
export async function tellCosts(sandboxUrl: string, now: Date): Promise<void> {
  const day = now.toLocaleDateString("sv-SE");
  const costs = ADS.map(({ code, costs: amount }) => ({ source: code, from: day, to: day, amount, currency: "RUB" }));
  const response = await fetch(`${sandboxUrl}/api/page/costs`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ costs }),
  });
  if (!response.ok) throw new Error(`The sandbox did not take the costs: ${await response.text()}`);
}

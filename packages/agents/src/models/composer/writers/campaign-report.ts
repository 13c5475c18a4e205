import { z } from "zod";

const inputSchema = z.object({
  name: z.string(),
  currency: z.string(),
  budgetCents: z.number(),
  total: z.object({
    impressions: z.number(),
    clicks: z.number(),
    conversions: z.number(),
    spentCents: z.number(),
    cpaCents: z.number().nullable(),
    roas: z.number().nullable(),
  }),
  channels: z.array(
    z.object({ channel: z.string(), spentCents: z.number(), conversions: z.number(), cpaCents: z.number().nullable() }),
  ),
  lift: z.object({ difference: z.number(), low: z.number(), high: z.number() }).nullable(),
  moves: z.array(z.object({ channel: z.string(), fromCents: z.number(), toCents: z.number() })),
  note: z.string().nullable(),
});
type Statement = { text: string; source: string };

/** A campaign's report from its figures: what was spent, what it brought and cost, what it changed, what is proposed. */
export function writeCampaignReport(value: unknown): { statements: Statement[] } {
  const { name, currency, budgetCents, total, channels, lift, moves, note } = inputSchema.parse(value);
  const money = (cents: number) => `${(cents / 100).toFixed(2)} ${currency}`;
  const count = (number: number) => String(Math.round(number * 10) / 10);
  const statements: Statement[] = [
    {
      text: `“${name}” has spent ${money(total.spentCents)} of ${money(budgetCents)}.`,
      source: "metrics.total.spentCents",
    },
    {
      text:
        total.cpaCents === null
          ? `It brought ${count(total.clicks)} clicks and no conversion yet.`
          : `It brought ${count(total.conversions)} conversions at ${money(total.cpaCents)} each.`,
      source: "metrics.total.conversions",
    },
    ...channels.map(({ channel, spentCents, conversions, cpaCents }) => ({
      text: `${channel}: ${count(conversions)} conversions for ${money(spentCents)}${cpaCents === null ? "" : `, ${money(cpaCents)} each`}.`,
      source: `metrics.adSets[${channel}]`,
    })),
  ];
  if (lift) statements.push({ text: liftText(lift), source: "metrics.lift" });
  const changed = moves.filter(({ fromCents, toCents }) => fromCents !== toCents);
  for (const { channel, fromCents, toCents } of changed) {
    const text = `Proposed: ${channel} from ${money(fromCents)} to ${money(toCents)} a day.`;
    statements.push({ text, source: `optimization.moves[${channel}]` });
  }
  if (changed.length === 0 && note !== null) statements.push({ text: `${note}.`, source: "optimization.note" });
  return { statements };
}

function liftText({ difference, low, high }: { difference: number; low: number; high: number }): string {
  const points = (share: number) => (share * 100).toFixed(2);
  const range = `between ${points(low)} and ${points(high)} with 95 % probability`;
  const verdict = low > 0 ? "more" : high < 0 ? "fewer" : "not measurably more or fewer";
  return `People who could see it bought ${verdict} than those kept from it: ${points(difference)} points, ${range}.`;
}

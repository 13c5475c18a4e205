import type { Underperformer } from "@rapport/contracts/campaign-report";

/** A channel is an underperformer when a conversion costs this many times what it costs on the others. */
const DEAR = 1.5;
/** Conversions of the others below which nothing is said of a channel. */
const ENOUGH = 10;

type ChannelFigures = { channel: string; spentCents: number; conversions: number };

/** Channels on which a conversion costs clearly more than on the others together. */
export function findUnderperformers(channels: readonly ChannelFigures[]): Underperformer[] {
  return channels.flatMap(({ channel, spentCents, conversions }) => {
    const others = channels.filter((other) => other.channel !== channel);
    const spent = others.reduce((sum, other) => sum + other.spentCents, 0);
    const brought = others.reduce((sum, other) => sum + other.conversions, 0);
    if (brought < ENOUGH || spentCents === 0) return [];
    const usualCents = spent / brought;
    // One conversion more than there was: a channel that brought none yet has a cost, too.
    const costCents = spentCents / (conversions > 0 ? conversions : 1);
    return costCents < DEAR * usualCents ? [] : [{ channel, costCents, usualCents }];
  });
}

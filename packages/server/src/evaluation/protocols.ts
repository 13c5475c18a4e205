import type { Interactions } from "@rapport/engine/collaborative/interactions";
import type { Split } from "@rapport/engine/evaluation/split-interactions";
import { splitByShare, splitByTime, splitLast } from "@rapport/engine/evaluation/split-interactions";
import type { Random } from "@rapport/engine/random";

/** How data is divided. */
export const PROTOCOLS = ["split75", "loo", "time"] as const;
export type Protocol = (typeof PROTOCOLS)[number];

/** @returns divides the data, and the training part once more for validation */
export function dividerOf(protocol: Protocol, random: Random): (interactions: Interactions, level: 1 | 2) => Split {
  switch (protocol) {
    case "split75":
      return (interactions) => splitByShare(interactions, 0.75, random);
    case "loo":
      // Settings are chosen on the three items before: with one per user, chance would choose.
      return (interactions, level) => splitLast(interactions, level === 1 ? 1 : 3);
    case "time":
      // 80 % for training, 10 % for validation, 10 % for the test.
      return (interactions, level) => splitByTime(interactions, level === 1 ? 0.9 : 8 / 9);
  }
}

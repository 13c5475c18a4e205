import type { Explanation, Generator } from "@rapport/contracts/recommendations";
import { GENERATORS } from "@rapport/contracts/recommendations";
import { formatShare } from "../../lib/format.ts";
import { t } from "../../lib/text.ts";

/** How each generator is named and coloured. */
export const GENERATOR_LOOKS: Record<Generator, { label: string; colour: string }> = {
  transitions: { label: t("What people do next"), colour: "var(--tone-track)" },
  content: { label: t("Likeness of items"), colour: "var(--tone-page)" },
  popularity: { label: t("Popularity"), colour: "var(--tone-group)" },
  ease: { label: t("What belongs together"), colour: "var(--tone-identify)" },
  factors: { label: t("Learned taste"), colour: "var(--tone-alias)" },
  sessions: { label: t("Visits like this one"), colour: "var(--tone-screen)" },
  reranker: { label: t("Learned order"), colour: "var(--accent)" },
};

/** Shares of the score by where they come from, as one stacked bar. */
export function GeneratorBar({ generators }: { generators: Explanation["generators"] }) {
  const parts = GENERATORS.flatMap((generator) => {
    const share = generators[generator] ?? 0;
    return share > 0 ? [{ ...GENERATOR_LOOKS[generator], share }] : [];
  });
  const words = parts.map((part) => `${part.label} ${formatShare(part.share)}`).join(", ");
  return (
    <div
      role="img"
      aria-label={t("Score from: {words}", { words })}
      title={words}
      className="flex h-1.5 w-28 gap-px overflow-hidden rounded-full bg-line"
    >
      {parts.map((part) => (
        <span key={part.label} style={{ width: `${part.share * 100}%`, background: part.colour }} />
      ))}
    </div>
  );
}

export function GeneratorLegend() {
  return (
    <ul aria-label={t("Where scores come from")} className="flex flex-wrap gap-x-3 gap-y-1">
      {GENERATORS.map((generator) => (
        <li key={generator} className="flex items-center gap-1.5">
          <span className="size-2 rounded-full" style={{ background: GENERATOR_LOOKS[generator].colour }} />
          {GENERATOR_LOOKS[generator].label}
        </li>
      ))}
    </ul>
  );
}

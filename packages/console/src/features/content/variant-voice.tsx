import type { ContentVariant } from "@rapport/contracts/content";
import { formatShare } from "../../lib/format.ts";
import { formatList, t } from "../../lib/text.ts";

/** How far a variant is in the learned voice, with what speaks against it: a soft signal, which says on how many words it rests. */
export function VariantVoice({
  voice: { probability, words, hints },
}: {
  voice: NonNullable<ContentVariant["voice"]>;
}) {
  const habits = hints
    .slice(0, 3)
    .map(({ measure, is }) =>
      is === "more" ? t("more of {measure}", { measure }) : t("less of {measure}", { measure }),
    );
  return (
    <p className="text-small break-words text-ink-3">
      {t("In the brand’s voice: {percent}, by {words} words.", { percent: formatShare(probability), words })}
      {habits.length > 0 && ` ${t("Against it: {habits}.", { habits: formatList(habits) })}`}
    </p>
  );
}

import { useQuery } from "@tanstack/react-query";
import { t } from "../../../lib/text.ts";
import { segmentsApi } from "../segments-api.ts";
import { readBoxes, writeBoxes } from "./read-boxes.ts";
import { RuleGroup } from "./rule-group.tsx";

/** The rule as boxes. The text is the rule; boxes are read from it and written back to it. */
export function RuleBuilder({ text, onChange }: { text: string; onChange: (text: string) => void }) {
  const vocabulary = useQuery({
    queryKey: ["segments", "vocabulary"],
    queryFn: ({ signal }) => segmentsApi.vocabulary(signal),
    staleTime: 60_000,
  });
  const read = readBoxes(text);
  if ("fault" in read) {
    return (
      <p className="text-body text-ink-3">
        {t("The text cannot be shown as boxes: {fault}. Mend it in words.", { fault: read.fault })}
      </p>
    );
  }
  return (
    <RuleGroup group={read.group} vocabulary={vocabulary.data} onChange={(group) => onChange(writeBoxes(group))} />
  );
}

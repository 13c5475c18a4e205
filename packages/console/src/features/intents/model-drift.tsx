import type { Model } from "@rapport/contracts/models";
import { useQuery } from "@tanstack/react-query";
import { formatDigits } from "../../lib/format.ts";
import { t } from "../../lib/text.ts";
import { Button } from "../../ui/button.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { Section } from "../../ui/section.tsx";
import { intentsApi } from "./intents-api.ts";

const SHOWN = 8;

/** Whether the people of today still look like those that the model was measured on. Asked for, as it reads many histories. */
export function ModelDrift({ model }: { model: Model }) {
  const drift = useQuery({
    queryKey: ["intents", "drift", model.id],
    queryFn: ({ signal }) => intentsApi.drift(model.id, signal),
    enabled: false,
  });
  return (
    <Section
      title={t("Drift")}
      aside={
        <Button disabled={drift.isFetching} onClick={() => void drift.refetch()}>
          {drift.isFetching ? t("Comparing …") : t("Compare with today")}
        </Button>
      }
    >
      {drift.isError && <ProblemNote title={t("Today’s people could not be compared")} error={drift.error} />}
      {!drift.data && !drift.isError && (
        <p className="text-body text-ink-2">
          {t("Compares up to 1,000 people as they are now with those that version {version} was measured on.", {
            version: model.version,
          })}
        </p>
      )}
      {drift.data && (
        <>
          <p className="mb-2 text-body text-ink">
            {drift.data.drifted
              ? t("People have changed more than chance explains: train anew.")
              : t("No change beyond chance, among {people} people.", { people: drift.data.people })}
          </p>
          <ul className="flex flex-col gap-1">
            {drift.data.features.slice(0, SHOWN).map(({ feature, text, psi, drifted }) => (
              <li key={feature} className="grid grid-cols-[minmax(0,1fr)_auto] gap-2 text-small">
                <span className="min-w-0 break-words text-ink-2">{text}</span>
                <span className={drifted ? "font-medium text-ember tabular-nums" : "text-ink-3 tabular-nums"}>
                  {formatDigits(psi, 3)}
                </span>
              </li>
            ))}
          </ul>
          <p className="mt-2 text-small text-ink-3">
            {t("Population stability index; coloured where it is significant at 1 %.")}
          </p>
        </>
      )}
    </Section>
  );
}

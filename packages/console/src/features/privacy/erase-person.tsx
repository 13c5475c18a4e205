import type { ProfileSummary } from "@rapport/contracts/profiles";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { t } from "../../lib/text.ts";
import { useChange } from "../../lib/use-change.ts";
import { Button } from "../../ui/button.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { SettingRow } from "../../ui/setting-row.tsx";
import { personName } from "../people/person-name.ts";
import { nameOf, PRIVACY_KEY, privacyApi } from "./privacy-api.ts";
import type { NamedBy } from "./privacy-search.ts";

const GOES = t(
  "Events and dead letters, the profile with its traits and ids, merges, consents, segments, lists, scores, intents, decisions, leads, deliveries to webhooks, and what runs of agents say of them",
);
const STAYS = t(
  "Sums without ids, models that were trained already, documents in knowledge, a hash that proves this request, backups until they are replaced, and what ad platforms, CRMs and webhooks have received",
);

type ErasePersonProps = { profile: ProfileSummary; by: NamedBy; id: string };

/** Deletes a person, after the word was typed. */
export function ErasePerson({ profile, by, id }: ErasePersonProps) {
  const client = useQueryClient();
  const [suppress, setSuppress] = useState(true);
  const erase = useChange({
    run: () => privacyApi.erase(nameOf(by, id), suppress),
    guard: { kind: "typed", question: questionOf(personName(profile) ?? id, suppress) },
    // What was read of the person is forgotten, not asked for again: there is nobody to ask about.
    onSuccess: () => client.removeQueries({ queryKey: ["person"], type: "inactive" }),
    refresh: [PRIVACY_KEY, ["people"]],
  });
  return (
    <>
      <SettingRow name={t("Erase")} note={<WhatGoes suppress={suppress} onSuppress={setSuppress} />}>
        <Button className="self-end !text-ember" disabled={erase.isPending} onClick={() => erase.mutate()}>
          {erase.isPending ? t("Asking…") : t("Erase…")}
        </Button>
      </SettingRow>
      {erase.error && <ProblemNote title={t("The person was not erased")} error={erase.error} />}
    </>
  );
}

function questionOf(name: string, suppress: boolean) {
  const after = suppress
    ? t("What is sent under these ids afterwards is left out, until you lift that.")
    : t("What is sent under these ids afterwards makes a new person.");
  return {
    title: t("Erase {name}?", { name }),
    detail: `${t("What goes")}: ${GOES}. ${t("What stays")}: ${STAYS}. ${after}`,
    verb: t("Erase"),
  };
}

type WhatGoesProps = { suppress: boolean; onSuppress: (suppress: boolean) => void };

function WhatGoes({ suppress, onSuppress }: WhatGoesProps) {
  return (
    <>
      <dl className="mt-1 mb-3 grid gap-x-6 gap-y-2 sm:grid-cols-2">
        <div>
          <dt className="font-medium text-ink-2">{t("What goes")}</dt>
          <dd>{GOES}</dd>
        </div>
        <div>
          <dt className="font-medium text-ink-2">{t("What stays")}</dt>
          <dd>{STAYS}</dd>
        </div>
      </dl>
      <label className="flex items-start gap-2 text-body text-ink-2">
        <input type="checkbox" className="mt-1" checked={suppress} onChange={() => onSuppress(!suppress)} />
        {t("Leave out what is sent under these ids afterwards")}
      </label>
    </>
  );
}

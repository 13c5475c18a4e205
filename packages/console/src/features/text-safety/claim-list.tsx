import type { Claim } from "@rapport/contracts/text-safety";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { byId, changeRows } from "../../lib/change-rows.ts";
import { safeUrl } from "../../lib/safe-url.ts";
import { t } from "../../lib/text.ts";
import { undone, useChange } from "../../lib/use-change.ts";
import { Button } from "../../ui/button.tsx";
import { FormField } from "../../ui/form-field.tsx";
import { ListCsv } from "../../ui/list-csv.tsx";
import { NamedRow } from "../../ui/named-row.tsx";
import { Pill } from "../../ui/pill.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { Section } from "../../ui/section.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { useMay } from "../session/use-may.ts";
import { textSafetyApi } from "./text-safety-api.ts";

const KEY = ["text-safety", "claims"];

/** What may be claimed, and what proves it. */
export function ClaimList() {
  const mayChange = useMay("text safety:write");
  const claims = useQuery({ queryKey: KEY, queryFn: ({ signal }) => textSafetyApi.claims(signal) });
  const remove = useChange({
    run: ({ id }: Claim) => textSafetyApi.removeClaim(id),
    guard: ({ statement, evidence, evidenceUrl, validUntil }) =>
      undone(t("Removed."), () => textSafetyApi.addClaim({ statement, evidence, evidenceUrl, validUntil })),
    refresh: [KEY],
    optimistic: (client, { id }) => changeRows(client, KEY, byId(id), undefined),
  });
  return (
    <Section
      title={t("Claims that may be made")}
      aside={
        (claims.data?.data.length ?? 0) > 0 && (
          <ListCsv name="claims" page={(_, signal) => textSafetyApi.claims(signal)} />
        )
      }
    >
      {claims.isPending && <SkeletonRows rows={2} height={48} />}
      {claims.error && <ProblemNote title={t("The claims could not be loaded")} error={claims.error} />}
      {claims.data?.data.length === 0 && (
        <p className="max-w-2xl text-body text-ink-2">
          {t("Nothing is registered, so texts that say “best”, “proven” or “2x faster” go to a person or are stopped.")}
          {mayChange && ` ${t("Register what you can prove.")}`}
        </p>
      )}
      <ul className="max-w-2xl">
        {claims.data?.data.map((claim) => (
          <NamedRow
            key={claim.id}
            id={claim.id}
            className="flex items-start gap-3 border-b border-line py-2 text-body last:border-b-0"
          >
            <div className="min-w-0 flex-1">
              <p className="break-words text-ink">{claim.statement}</p>
              <p className="break-words text-ink-3">{claim.evidence}</p>
              {claim.evidenceUrl && (
                <a
                  href={safeUrl(claim.evidenceUrl)}
                  target="_blank"
                  rel="noreferrer"
                  className="break-all text-accent hover:underline"
                >
                  {claim.evidenceUrl}
                </a>
              )}
            </div>
            <Validity until={claim.validUntil} />
            {mayChange && (
              <Button look="quiet" disabled={remove.isPending} onClick={() => remove.mutate(claim)}>
                {t("Remove")}
              </Button>
            )}
          </NamedRow>
        ))}
      </ul>
      {mayChange && <AddClaim />}
      {remove.error && <ProblemNote title={t("It could not be removed")} error={remove.error} />}
    </Section>
  );
}

function Validity({ until }: { until: string | null }) {
  if (until === null) return null;
  const isOver = Date.parse(until) < Date.now();
  return (
    <Pill look={isOver ? "ember" : "quiet"}>
      {isOver ? t("expired") : t("until {until}", { until: until.slice(0, 10) })}
    </Pill>
  );
}

function AddClaim() {
  const [statement, setStatement] = useState("");
  const [evidence, setEvidence] = useState("");
  const [until, setUntil] = useState("");
  const add = useChange({
    run: () =>
      textSafetyApi.addClaim({
        statement,
        evidence,
        evidenceUrl: null,
        validUntil: until === "" ? null : `${until}T23:59:59Z`,
      }),
    guard: undone(t("Added."), ({ id }: { id: string }) => textSafetyApi.removeClaim(id)),
    refresh: [KEY],
    onSuccess: () => {
      setStatement("");
      setEvidence("");
      setUntil("");
    },
  });
  return (
    <form
      className="mt-3 flex max-w-2xl flex-col gap-1"
      onSubmit={(event) => {
        event.preventDefault();
        add.mutate();
      }}
    >
      <FormField
        label={t("Statement")}
        value={statement}
        maxLength={500}
        required
        placeholder={t("Our kettle boils 2x faster than other kettles.")}
        hint={t("As it may be said, with its numbers; a text that says more is not covered.")}
        onChange={(event) => setStatement(event.target.value)}
      />
      <FormField
        label={t("Evidence")}
        value={evidence}
        maxLength={4_000}
        required
        placeholder={t("Lab report 4711 of March 2026")}
        onChange={(event) => setEvidence(event.target.value)}
      />
      <FormField
        label={t("Holds until")}
        type="date"
        value={until}
        hint={t("Empty: it does not end.")}
        onChange={(event) => setUntil(event.target.value)}
        className="w-48"
      />
      <div>
        <Button type="submit" disabled={add.isPending || statement.trim().length < 3 || evidence.trim().length < 3}>
          {t("Add claim")}
        </Button>
      </div>
      {add.error && <ProblemNote title={t("It could not be added")} error={add.error} />}
    </form>
  );
}

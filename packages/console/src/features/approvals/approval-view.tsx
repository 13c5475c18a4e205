import type { Approval } from "@rapport/contracts/approvals";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { t } from "../../lib/text.ts";
import { Button } from "../../ui/button.tsx";
import { FactList } from "../../ui/fact-list.tsx";
import { JsonTree } from "../../ui/json-tree.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { Section } from "../../ui/section.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { TimeAgo } from "../../ui/time-ago.tsx";
import { useMay } from "../session/use-may.ts";
import { listChanges, readAt, toFields, writeAt } from "./schema-form.ts";
import { useDecide } from "./use-approvals.ts";
import { ValueField } from "./value-field.tsx";

/** One proposal: what it is, the form to change it, and the decision. */
export function ApprovalView({ approval }: { approval: Approval }) {
  const { title, summary, problem, state, runId, createdAt, expiresAt, decidedBy, decidedAt } = approval;
  const mayDecide = useMay("approvals:write");
  return (
    <>
      <Section title={title}>
        <p className="mb-3 max-w-prose text-body text-ink-2">{summary}</p>
        <FactList
          facts={[
            {
              name: t("Run@@agent"),
              value: (
                <Link to="/runs" search={{ run: runId }} className="text-accent">
                  {runId}
                </Link>
              ),
              copy: runId,
            },
            { name: t("Asked"), value: <TimeAgo iso={createdAt} /> },
            ...(state === "pending" ? [{ name: t("Refused by itself"), value: <TimeAgo iso={expiresAt} /> }] : []),
            ...(decidedAt === null
              ? []
              : [
                  {
                    name: t("Decided"),
                    value: (
                      <>
                        <TimeAgo iso={decidedAt} /> {t("by {decidedBy}", { decidedBy: decidedBy ?? "" })}
                      </>
                    ),
                  },
                ]),
          ]}
        />
        {problem && (
          <p role="alert" className="mt-3 text-body text-ember">
            {t("The last decision did not fit: {problem}", { problem })}
          </p>
        )}
      </Section>
      {state === "pending" && mayDecide ? <DecisionForm approval={approval} /> : <Decided approval={approval} />}
    </>
  );
}

function Decided({ approval: { proposal, decision, schema } }: { approval: Approval }) {
  const value = decision?.action === "edit" ? decision.value : proposal;
  const changes = listChanges(toFields(schema, proposal), proposal, value);
  return (
    <>
      {changes.length > 0 && <Changes changes={changes} />}
      {decision?.action === "reject" && decision.reason && <Section title={t("Why not")}>{decision.reason}</Section>}
      {decision?.action === "respond" && <Section title={t("Answer")}>{decision.message}</Section>}
      <Section title={t("Value")}>
        <JsonTree value={value} />
      </Section>
    </>
  );
}

function DecisionForm({ approval: { id, schema, proposal } }: { approval: Approval }) {
  const [value, setValue] = useState(proposal);
  const [words, setWords] = useState("");
  const decide = useDecide(id);
  const fields = toFields(schema, proposal);
  const changes = listChanges(fields, proposal, value);
  const note = words.trim();
  const accept = () => decide.mutate(changes.length > 0 ? { action: "edit", value } : { action: "approve" });
  return (
    <>
      <Section title={t("Proposal")}>
        <div className="flex max-w-xl flex-col gap-3">
          {fields.map((field) => (
            <ValueField
              key={field.path.join("/")}
              field={field}
              value={readAt(value, field.path)}
              onChange={(next) => setValue(writeAt(value, field.path, next))}
            />
          ))}
        </div>
      </Section>
      {changes.length > 0 && <Changes changes={changes} />}
      <Section title={t("Decision")}>
        {decide.error && <ProblemNote title={t("The decision was not taken")} error={decide.error} />}
        <TextField
          label={t("Reason or answer")}
          shown={t("Reason, or what should be different")}
          value={words}
          maxLength={2_000}
          onChange={setWords}
          className="mb-3 max-w-xl"
        />
        <div className="flex flex-wrap gap-2">
          <Button look="primary" disabled={decide.isPending} onClick={accept}>
            {changes.length > 0 ? t("Approve with changes") : t("Approve")}
          </Button>
          <Button
            disabled={decide.isPending || note === ""}
            onClick={() => decide.mutate({ action: "respond", message: note })}
          >
            {t("Ask for another")}
          </Button>
          <Button
            disabled={decide.isPending}
            onClick={() => decide.mutate(note === "" ? { action: "reject" } : { action: "reject", reason: note })}
          >
            {t("Reject")}
          </Button>
        </div>
      </Section>
    </>
  );
}

function Changes({ changes }: { changes: ReturnType<typeof listChanges> }) {
  return (
    <Section title={t("Changes")}>
      <ul className="flex flex-col gap-2 text-body">
        {changes.map(({ label, was, now }) => (
          <li key={label} className="min-w-0">
            <span className="text-ink-3">{label}: </span>
            <del className="break-words text-ember">{was}</del> →{" "}
            <ins className="break-words text-ink no-underline">{now}</ins>
          </li>
        ))}
      </ul>
    </Section>
  );
}

import type { Approval } from "@rapport/contracts/approvals";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useHeld } from "../../lib/held.ts";
import { t } from "../../lib/text.ts";
import { Button } from "../../ui/button.tsx";
import { FactList } from "../../ui/fact-list.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { Section } from "../../ui/section.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { TimeAgo } from "../../ui/time-ago.tsx";
import { useMay } from "../session/use-may.ts";
import { ProposalFacts, ProposalForm } from "./proposal-parts.tsx";
import { listChanges, readAt, toFields } from "./schema-form.ts";
import { useDecide } from "./use-approvals.ts";

/** One proposal: what it is, the form to change it, and the decision. */
export function ApprovalView({ approval }: { approval: Approval }) {
  const { kind, title, summary, problem, state, runId, createdAt, expiresAt, decidedBy, decidedAt } = approval;
  const isHeld = useHeld(approval.id) !== undefined;
  const mayDecide = useMay("approvals:write") && !isHeld;
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
            ...(kind === "campaign"
              ? [{ name: t("Campaign"), value: <CampaignLink proposal={approval.proposal} /> }]
              : []),
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

/** The draft while it waits, and what became of it afterwards. */
function CampaignLink({ proposal }: { proposal: unknown }) {
  return (
    <Link to="/campaigns" search={{ campaign: String(readAt(proposal, ["campaignId"])) }} className="text-accent">
      {t("See the campaign")}
    </Link>
  );
}

function Decided({ approval: { proposal, decision, schema } }: { approval: Approval }) {
  const value = decision?.action === "edit" ? decision.value : proposal;
  const fields = toFields(schema, proposal);
  const changes = listChanges(fields, proposal, value);
  return (
    <>
      {changes.length > 0 && <Changes changes={changes} />}
      {decision?.action === "reject" && decision.reason && <Section title={t("Why not")}>{decision.reason}</Section>}
      {decision?.action === "respond" && <Section title={t("Answer")}>{decision.message}</Section>}
      <Section title={t("Value")}>
        <ProposalFacts fields={fields} value={value} />
      </Section>
    </>
  );
}

function DecisionForm({ approval }: { approval: Approval }) {
  const { schema, proposal } = approval;
  const [value, setValue] = useState(proposal);
  const [words, setWords] = useState("");
  const decide = useDecide(approval);
  const fields = toFields(schema, proposal);
  const changes = listChanges(fields, proposal, value);
  const note = words.trim();
  const accept = () => decide.mutate(changes.length > 0 ? { action: "edit", value } : { action: "approve" });
  return (
    <>
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
          <Button look="primary" aria-keyshortcuts="a" disabled={decide.isPending} onClick={accept}>
            {changes.length > 0 ? t("Approve with changes") : t("Approve")}
          </Button>
          <Button
            disabled={decide.isPending || note === ""}
            onClick={() => decide.mutate({ action: "respond", message: note })}
          >
            {t("Ask for another")}
          </Button>
          <Button
            aria-keyshortcuts="x"
            disabled={decide.isPending}
            onClick={() => decide.mutate(note === "" ? { action: "reject" } : { action: "reject", reason: note })}
          >
            {t("Reject")}
          </Button>
        </div>
      </Section>
      {changes.length > 0 && <Changes changes={changes} />}
      <Section title={t("Proposal")}>
        <ProposalForm fields={fields} value={value} onChange={setValue} />
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

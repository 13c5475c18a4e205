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
  const { title, summary, problem, state, runId, createdAt, expiresAt, decidedBy, decidedAt } = approval;
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
            ...(typeof readAt(approval.proposal, ["campaignId"]) === "string"
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
  const { schema, proposal, actions } = approval;
  const [value, setValue] = useState(proposal);
  const [words, setWords] = useState("");
  const decide = useDecide(approval);
  const fields = toFields(schema, proposal);
  const changes = listChanges(fields, proposal, value);
  const note = words.trim();
  const mayRespond = actions.includes("respond");
  const accept = () => decide.mutate(changes.length > 0 ? { action: "edit", value } : { action: "approve" });
  return (
    <>
      <Section title={t("Decision")}>
        {decide.error && <ProblemNote title={t("The decision was not taken")} error={decide.error} />}
        <WordsField mayRespond={mayRespond} words={words} onChange={setWords} />
        <div className="flex flex-wrap gap-2">
          <Button look="primary" aria-keyshortcuts="a" disabled={decide.isPending} onClick={accept}>
            {changes.length > 0 ? t("Approve with changes") : t("Approve")}
          </Button>
          {mayRespond && (
            <Button
              disabled={decide.isPending || note === ""}
              onClick={() => decide.mutate({ action: "respond", message: note })}
            >
              {t("Ask for another")}
            </Button>
          )}
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
        {actions.includes("edit") ? (
          <ProposalForm fields={fields} value={value} onChange={setValue} />
        ) : (
          <ProposalFacts fields={fields} value={value} />
        )}
      </Section>
    </>
  );
}

type WordsFieldProps = { mayRespond: boolean; words: string; onChange: (words: string) => void };

/** Why not; or what should be different, where another one can be asked for. */
function WordsField({ mayRespond, words, onChange }: WordsFieldProps) {
  return (
    <TextField
      label={mayRespond ? t("Reason or answer") : t("Reason")}
      shown={mayRespond ? t("Reason, or what should be different") : t("Reason")}
      value={words}
      maxLength={2_000}
      onChange={onChange}
      className="mb-3 max-w-xl"
    />
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

import type { LeadDetail } from "@rapport/contracts/leads";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { tx } from "../../lib/rich-text.ts";
import { t } from "../../lib/text.ts";
import { Button } from "../../ui/button.tsx";
import { Pill } from "../../ui/pill.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { Section } from "../../ui/section.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { TimeAgo } from "../../ui/time-ago.tsx";
import { TimeSaid } from "../../ui/time-said.tsx";
import { LeadStageField } from "./lead-stage.tsx";
import { LeadWhy } from "./lead-why.tsx";
import { gradeLook, leadName, STAGE_NAMES } from "./lead-words.ts";
import { leadsApi } from "./leads-api.ts";

/** What is open beside the list. */
export function SidePanel({ label, onClose, children }: { label: string; onClose: () => void; children: ReactNode }) {
  return (
    <aside
      aria-label={label}
      className="w-[26rem] shrink-0 overflow-y-auto border-s border-line bg-sheet max-lg:w-80 max-md:order-first max-md:w-auto max-md:overflow-visible max-md:border-s-0 max-md:border-b"
    >
      <div className="flex justify-end px-2 pt-2">
        <Button look="quiet" onClick={onClose}>
          {t("Close")}
        </Button>
      </div>
      {children}
    </aside>
  );
}

/** One lead: why it is one, where it stands, what was done with it. */
export function LeadPanel({ id, onClose }: { id: string; onClose: () => void }) {
  const lead = useQuery({ queryKey: ["lead", id], queryFn: ({ signal }) => leadsApi.get(id, signal) });
  return (
    <SidePanel label={t("Lead")} onClose={onClose}>
      {lead.isPending && <SkeletonRows rows={6} height={40} />}
      {lead.error && <ProblemNote title={t("The lead could not be loaded")} error={lead.error} />}
      {lead.data && <LeadBody key={id} lead={lead.data} />}
    </SidePanel>
  );
}

function LeadBody({ lead }: { lead: LeadDetail }) {
  const { company, title, email } = lead.traits;
  const facts = [title, company, email].filter((text) => typeof text === "string" && text !== "");
  return (
    <>
      <Section title={leadName(lead)} aside={<Pill look={gradeLook(lead.grade)}>{lead.grade}</Pill>}>
        <p className="mb-3 break-words text-small text-ink-2">{facts.join(" · ")}</p>
        <LeadStageField lead={lead} />
        <p className="mt-3 text-small text-ink-3">
          <Link
            to="/people/$id"
            params={{ id: lead.userId ?? lead.profileId }}
            className="text-accent underline-offset-2 hover:underline"
          >
            {t("Everything about this person")}
          </Link>
        </p>
      </Section>
      <Section title={t("Why {score}", { score: Math.round(lead.score) })} aside={<ScoredAt iso={lead.scoredAt} />}>
        <LeadWhy lead={lead} />
      </Section>
      {lead.changes.length > 0 && (
        <Section title={t("What was done")}>
          <ul className="flex flex-col gap-1.5 text-small text-ink-2">
            {lead.changes.map((change) => (
              <li key={`${change.at} ${change.what}`} className="flex gap-2">
                <span className="min-w-0 flex-1 break-words">{describeChange(change)}</span>
                <TimeAgo iso={change.at} />
              </li>
            ))}
          </ul>
        </Section>
      )}
    </>
  );
}

function ScoredAt({ iso }: { iso: string }) {
  return <span className="text-small text-ink-3">{tx("scored {timeAgo}", { timeAgo: <TimeSaid iso={iso} /> })}</span>;
}

function describeChange({ what, from, to, actor, reason }: LeadDetail["changes"][number]): string {
  const names: Readonly<Record<string, string>> = STAGE_NAMES;
  const word = (value: string | null) => (value === null ? t("nobody") : (names[value] ?? value));
  const [crm = "", contact = ""] = (to ?? "").split(" ");
  const done = {
    stage: () => `${word(from)} → ${word(to)}`,
    owner: () => t("Owner: {from} → {to}", { from: word(from), to: word(to) }),
    crm: () => t("Written to {crm} as {contact}", { crm, contact }),
  }[what]();
  return t("{done}{reason}, by {actor}", { done, reason: reason === "" ? "" : `, “${reason}”`, actor });
}

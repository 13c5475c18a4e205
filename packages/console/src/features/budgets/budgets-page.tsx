import type { Budget } from "@rapport/contracts/budgets";
import { budgetSchema } from "@rapport/contracts/budgets";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { request } from "../../lib/api.ts";
import { formatMoney } from "../../lib/format.ts";
import { tx } from "../../lib/rich-text.ts";
import { t } from "../../lib/text.ts";
import { undone, useChange } from "../../lib/use-change.ts";
import { Button } from "../../ui/button.tsx";
import { FactList } from "../../ui/fact-list.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { Section } from "../../ui/section.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { TimeSaid } from "../../ui/time-said.tsx";
import { useMay } from "../session/use-may.ts";
import { CapsForm } from "./caps-form.tsx";

const PATH = "/api/v1/budgets";
const KEY = ["budgets"] as const;
const REFRESH_MS = 5_000;

/** What all campaigns together may spend, and the switch that stops them. */
export function BudgetsPage() {
  const mayChange = useMay("budgets:write");
  const budget = useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => request(PATH, { schema: budgetSchema, signal }),
    refetchInterval: REFRESH_MS,
  });
  if (budget.isPending) return <SkeletonRows rows={4} height={48} />;
  if (budget.isError) {
    return (
      <ProblemNote
        title={t("The budget could not be loaded")}
        error={budget.error}
        onRetry={() => void budget.refetch()}
      />
    );
  }
  return (
    <>
      <PageHeader compact title={t("Budgets")} note={t("For all campaigns together")} />
      <div className="min-h-0 flex-1 overflow-y-auto">
        <KillSwitch budget={budget.data} mayChange={mayChange} />
        <Spend budget={budget.data} />
        {mayChange && <CapsForm budget={budget.data} queryKey={KEY} path={PATH} />}
      </div>
    </>
  );
}

function Spend({ budget }: { budget: Budget }) {
  const { currency, today, month, total, dayCapCents, monthCapCents, projectCapCents } = budget;
  const line = ({ spentCents, promisedCents }: Budget["today"], cap: number | null) =>
    t("{spentCents} spent, {promisedCents} at most{cap}", {
      spentCents: formatMoney(spentCents, currency),
      promisedCents: formatMoney(promisedCents, currency),
      cap: cap === null ? t(", no cap") : t(" of {cap}", { cap: formatMoney(cap, currency) }),
    });
  return (
    <Section title={t("Spend")}>
      <FactList
        facts={[
          { name: t("Today"), value: line(today, dayCapCents) },
          { name: t("This month"), value: line(month, monthCapCents) },
          { name: t("All time"), value: line(total, projectCapCents) },
        ]}
      />
      <p className="mt-2 max-w-prose text-small text-ink-3">
        {t(
          "“At most” is what platforms were allowed, until a day's figures are final. Caps are held to it, not to what was reported.",
        )}
      </p>
    </Section>
  );
}

function KillSwitch({ budget: { stopped }, mayChange }: { budget: Budget; mayChange: boolean }) {
  const [reason, setReason] = useState("");
  const flip = useChange({
    run: (verb: "stop" | "release") => flipTo(verb, reason.trim() || t("From the console")),
    guard: (verb) =>
      verb === "stop"
        ? undone(t("All spending is stopped."), () => flipTo("release"))
        : undone(t("Released."), () => flipTo("stop", stopped?.reason)),
    refresh: [KEY],
  });
  return (
    <Section title={t("Kill switch")}>
      {stopped ? (
        <p role="status" className="mb-3 rounded-corner bg-ember-wash px-3 py-2 text-body text-ink">
          {tx("All spending is stopped: {reason}. By {by}, {timeAgo}", {
            reason: stopped.reason,
            by: stopped.by,
            timeAgo: <TimeSaid iso={stopped.at} />,
          })}
        </p>
      ) : (
        <p className="mb-3 max-w-prose text-body text-ink-2">
          {t("Stops every campaign at once. Nothing but pauses is sent to platforms until it is released.")}
        </p>
      )}
      {mayChange && stopped && (
        <Button disabled={flip.isPending} onClick={() => flip.mutate("release")}>
          {t("Release")}
        </Button>
      )}
      {mayChange && !stopped && (
        <div className="flex flex-wrap items-end gap-2">
          <TextField
            label={t("Reason")}
            placeholder={t("Why")}
            value={reason}
            maxLength={500}
            onChange={setReason}
            className="w-56"
          />
          <Button disabled={flip.isPending} onClick={() => flip.mutate("stop")}>
            {t("Stop all spending")}
          </Button>
        </div>
      )}
      {flip.error && <ProblemNote title={t("The switch could not be moved")} error={flip.error} />}
    </Section>
  );
}

function flipTo(verb: "stop" | "release", reason?: string): Promise<Budget> {
  const body = verb === "stop" ? { body: { reason } } : {};
  return request(`${PATH}/${verb}`, { method: "POST", ...body, schema: budgetSchema });
}

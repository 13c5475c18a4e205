import type { Campaign, PlatformAction } from "@rapport/contracts/campaigns";
import { useQuery } from "@tanstack/react-query";
import { formatMoney } from "../../lib/format.ts";
import { t, word } from "../../lib/text.ts";
import { Pill } from "../../ui/pill.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { Section } from "../../ui/section.tsx";
import { TimeAgo } from "../../ui/time-ago.tsx";
import { CAMPAIGNS_KEY, campaignsApi } from "./campaigns-api.ts";

const REFRESH_MS = 5_000;
const LOOKS = {
  pending: "honey",
  sent: "honey",
  "outcome-unknown": "ember",
  confirmed: "accent",
  failed: "ember",
  withdrawn: "quiet",
} as const;

/** What was asked of the platforms, and how it went. */
export function PlatformActions({ campaign: { id, currency, state } }: { campaign: Campaign }) {
  const isSent = state !== "draft" && state !== "proposed";
  const actions = useQuery({
    queryKey: [...CAMPAIGNS_KEY, id, "actions"],
    queryFn: ({ signal }) => campaignsApi.actions(id, signal),
    refetchInterval: REFRESH_MS,
    enabled: isSent,
  });
  if (!isSent) return null;
  return (
    <Section title={t("Asked of the platforms")}>
      {actions.error && <ProblemNote title={t("These could not be loaded")} error={actions.error} />}
      <ul className="grid gap-1.5">
        {actions.data?.data.map((action) => (
          <Action key={action.id} action={action} currency={currency} />
        ))}
      </ul>
    </Section>
  );
}

function Action({ action, currency }: { action: PlatformAction; currency: string }) {
  const { kind, platform, state, dailyBudgetCents, reason, error, attempts, createdAt } = action;
  return (
    <li className="flex flex-wrap items-center gap-x-2 gap-y-0.5 text-small text-ink-2">
      <Pill look={LOOKS[state]}>{word(state)}</Pill>
      <span className="text-ink">
        {t("{kind} on {platform}", { kind: word(kind), platform })}
        {dailyBudgetCents !== null &&
          t(", {dailyBudgetCents} a day", { dailyBudgetCents: formatMoney(dailyBudgetCents, currency) })}
      </span>
      <span className="min-w-0 break-words">{error ?? reason}</span>
      <span className="ms-auto text-ink-3">
        {attempts > 1 && t("{attempts} attempts, ", { attempts })}
        <TimeAgo iso={createdAt} />
      </span>
    </li>
  );
}

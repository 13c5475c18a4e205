import type { Profile } from "@rapport/contracts/profiles";
import type { RfmScore } from "@rapport/contracts/rfm";
import type { ReactNode } from "react";
import { tx } from "../../lib/rich-text.ts";
import { t, tn } from "../../lib/text.ts";
import { Pill } from "../../ui/pill.tsx";
import { Section } from "../../ui/section.tsx";
import { TimeSaid } from "../../ui/time-said.tsx";

/** Which fifth of the customers a person is in, and why; nothing for who bought nothing. */
export function PersonRfm({ profile }: { profile: Profile }) {
  const { rfm } = profile;
  if (!rfm) return null;
  return (
    <Section title={t("As a customer")} aside={<Pill look="accent">{rfm.segment}</Pill>}>
      <ul className="flex flex-col gap-2">
        {reasonsOf(rfm).map(({ name, score, reason }) => (
          <li key={name} className="grid grid-cols-[6rem_4.5rem_1fr] items-center gap-2 text-body">
            <span className="text-ink-3">{name}</span>
            <Fifths score={score} />
            <span className="text-ink">{reason}</span>
          </li>
        ))}
      </ul>
      <p className="mt-2 text-small text-ink-3">
        {tx("Fifths of all customers, computed {timeAgo}", { timeAgo: <TimeSaid iso={rfm.computedAt} /> })}
      </p>
    </Section>
  );
}

function reasonsOf(rfm: RfmScore): { name: string; score: number; reason: ReactNode }[] {
  return [
    {
      name: "recency",
      score: rfm.recency,
      reason: <>{tx("last order {timeAgo}", { timeAgo: <TimeSaid iso={rfm.lastOrderAt} /> })}</>,
    },
    { name: "frequency", score: rfm.frequency, reason: tn(rfm.orders, "{count} order", "{count} orders") },
    { name: "monetary", score: rfm.monetary, reason: t("{revenue} in total", { revenue: Math.round(rfm.revenue) }) },
  ];
}

function Fifths({ score }: { score: number }) {
  return (
    <span className="flex gap-0.5">
      <span className="sr-only">{t("{score} of 5", { score })}</span>
      {[1, 2, 3, 4, 5].map((fifth) => (
        <span
          key={fifth}
          aria-hidden="true"
          className={`h-2 w-3 rounded-small ${fifth <= score ? "bg-accent-solid" : "bg-sunken"}`}
        />
      ))}
    </span>
  );
}

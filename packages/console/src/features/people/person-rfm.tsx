import type { Profile } from "@rapport/contracts/profiles";
import type { RfmScore } from "@rapport/contracts/rfm";
import type { ReactNode } from "react";
import { formatCount, formatPlural } from "../../lib/format.ts";
import { Pill } from "../../ui/pill.tsx";
import { Section } from "../../ui/section.tsx";
import { TimeAgo } from "../../ui/time-ago.tsx";

/** Which fifth of the customers a person is in, and why; nothing for who bought nothing. */
export function PersonRfm({ profile }: { profile: Profile }) {
  const { rfm } = profile;
  if (!rfm) return null;
  return (
    <Section title="As a customer" aside={<Pill look="accent">{rfm.segment}</Pill>}>
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
        Fifths of all customers, computed <TimeAgo iso={rfm.computedAt} /> ago
      </p>
    </Section>
  );
}

function reasonsOf(rfm: RfmScore): { name: string; score: number; reason: ReactNode }[] {
  return [
    {
      name: "recency",
      score: rfm.recency,
      reason: (
        <>
          last order <TimeAgo iso={rfm.lastOrderAt} /> ago
        </>
      ),
    },
    { name: "frequency", score: rfm.frequency, reason: formatPlural(rfm.orders, "order") },
    { name: "monetary", score: rfm.monetary, reason: `${formatCount(Math.round(rfm.revenue))} in total` },
  ];
}

function Fifths({ score }: { score: number }) {
  return (
    <span className="flex gap-0.5">
      <span className="sr-only">{score} of 5</span>
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

import type { Overview } from "@rapport/contracts/analytics";
import { Link } from "@tanstack/react-router";
import { formatPlural, formatShare } from "../../lib/format.ts";
import { CheckIcon, ChevronIcon } from "../../ui/icons.tsx";

type Needs = Overview["needs"];
type Need = { to: "/approvals" | "/rejected" | "/jobs" | "/usage"; text: string; search?: Record<string, string> };

/** From when a day's quota is worth a look. */
const QUOTA_NEAR = 0.8;

/** What waits for somebody, the most urgent first; each line leads to where it is done. */
export function NeedsList({ needs }: { needs: Needs }) {
  const all = listNeeds(needs);
  if (all.length === 0) {
    return (
      <p className="flex items-center gap-2 text-body text-ink-2">
        <CheckIcon className="text-accent" /> Nothing waits for you.
      </p>
    );
  }
  return (
    <ul className="max-w-2xl">
      {all.map(({ to, text, search }) => (
        <li key={text}>
          <Link
            to={to}
            search={search ?? {}}
            className="-mx-2 flex min-h-10 items-center gap-3 rounded-corner px-2 text-body text-ink hover:bg-hover"
          >
            <span aria-hidden="true" className="size-2 rounded-full bg-honey" />
            <span className="flex-1">{text}</span>
            <ChevronIcon className="text-ink-3" />
          </Link>
        </li>
      ))}
    </ul>
  );
}

function listNeeds({ approvals, quotaUsed, deadLetters, failedJobs, rejectedToday }: Needs): Need[] {
  const found: (Need | false)[] = [
    (approvals ?? 0) > 0 && {
      to: "/approvals",
      text: `${formatPlural(approvals ?? 0, "proposal waits", "proposals wait")} for a decision`,
    },
    (quotaUsed ?? 0) >= QUOTA_NEAR && {
      to: "/usage",
      text: `${formatShare(quotaUsed ?? 0)} of today's events of the plan are used`,
    },
    (deadLetters ?? 0) > 0 && {
      to: "/rejected",
      search: { tab: "dead" },
      text: `${formatPlural(deadLetters ?? 0, "event")} could not be stored; look and replay`,
    },
    (failedJobs ?? 0) > 0 && {
      to: "/jobs",
      search: { state: "failed" },
      text: `${formatPlural(failedJobs ?? 0, "job")} failed in the last seven days`,
    },
    (rejectedToday ?? 0) > 0 && {
      to: "/rejected",
      text: `${formatPlural(rejectedToday ?? 0, "message was", "messages were")} refused today; see which field`,
    },
  ];
  return found.filter((need) => need !== false);
}

import type { Overview } from "@rapport/contracts/analytics";
import { Link } from "@tanstack/react-router";
import { formatShare } from "../../lib/format.ts";
import { t, tn } from "../../lib/text.ts";
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
        <CheckIcon className="text-accent" /> {t("Nothing waits for you.")}
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
      text: tn(approvals ?? 0, "{count} proposal waits for a decision", "{count} proposals wait for a decision"),
    },
    (quotaUsed ?? 0) >= QUOTA_NEAR && {
      to: "/usage",
      text: t("{quotaUsed} of today's events of the plan are used", { quotaUsed: formatShare(quotaUsed ?? 0) }),
    },
    (deadLetters ?? 0) > 0 && {
      to: "/rejected",
      search: { tab: "dead" },
      text: tn(
        deadLetters ?? 0,
        "{count} event could not be stored; look and replay",
        "{count} events could not be stored; look and replay",
      ),
    },
    (failedJobs ?? 0) > 0 && {
      to: "/jobs",
      search: { state: "failed" },
      text: tn(
        failedJobs ?? 0,
        "{count} job failed in the last seven days",
        "{count} jobs failed in the last seven days",
      ),
    },
    (rejectedToday ?? 0) > 0 && {
      to: "/rejected",
      text: tn(
        rejectedToday ?? 0,
        "{count} message was refused today; see which field",
        "{count} messages were refused today; see which field",
      ),
    },
  ];
  return found.filter((need) => need !== false);
}

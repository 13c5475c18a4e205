import type { Lead } from "@rapport/contracts/leads";
import { t } from "../../lib/text.ts";
import { classNames } from "../../ui/class-names.ts";
import { Pill } from "../../ui/pill.tsx";
import { TimeAgo } from "../../ui/time-ago.tsx";
import { gradeLook, leadName, STAGE_NAMES } from "./lead-words.ts";

const COLUMNS =
  "grid w-full grid-cols-[2.5rem_minmax(9rem,1fr)_minmax(0,1.4fr)_3.5rem_6rem_4.5rem] items-center gap-x-4 px-4 text-start max-lg:grid-cols-[2.5rem_minmax(0,1fr)_3.5rem_6rem] max-md:grid-cols-[2.5rem_minmax(0,1fr)_auto]";

/** Names of the columns; the rows say the same to a screen reader by themselves. */
export function LeadHead() {
  return (
    <div
      aria-hidden="true"
      className={classNames(
        COLUMNS,
        "sticky top-0 z-20 h-8 border-b border-line bg-sheet text-small text-ink-3 max-md:hidden",
      )}
    >
      <span>{t("Grade")}</span>
      <span>{t("Who")}</span>
      <span className="max-lg:hidden">{t("Why")}</span>
      <span className="text-end">{t("Score")}</span>
      <span>{t("Stage")}</span>
      <span className="text-end max-lg:hidden">{t("Last seen")}</span>
    </div>
  );
}

type LeadRowProps = { lead: Lead; isOpen: boolean; onOpen: () => void };

export function LeadRow({ lead, isOpen, onOpen }: LeadRowProps) {
  const name = leadName(lead);
  const { company, email } = lead.traits;
  const below = [company, email].find((text) => typeof text === "string" && text !== name);
  const why = lead.reasons.toSorted((a, b) => b.points - a.points).slice(0, 2);
  return (
    <button
      type="button"
      aria-current={isOpen ? "true" : undefined}
      onClick={onOpen}
      className={classNames(COLUMNS, "min-h-12 border-b border-line py-1.5 hover:bg-hover", isOpen && "bg-raised")}
    >
      <Pill look={gradeLook(lead.grade)}>{lead.grade}</Pill>
      <span className="min-w-0">
        <span className="block truncate font-medium text-ink">{name}</span>
        {typeof below === "string" && <span className="block truncate text-small text-ink-3">{below}</span>}
      </span>
      <span className="truncate text-small text-ink-2 max-lg:hidden">{why.map(({ text }) => text).join(" · ")}</span>
      <span className="text-end text-ink-2 tabular-nums max-md:text-small">{Math.round(lead.score)}</span>
      <span className="text-small text-ink-2 max-md:hidden">{STAGE_NAMES[lead.stage]}</span>
      <span className="text-end text-small text-ink-3 max-lg:hidden">
        <TimeAgo iso={lead.lastSeenAt} />
      </span>
    </button>
  );
}

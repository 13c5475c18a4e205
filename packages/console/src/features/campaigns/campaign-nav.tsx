import type { CampaignHead, CampaignState } from "@rapport/contracts/campaigns";
import { formatMoney } from "../../lib/format.ts";
import { t, word } from "../../lib/text.ts";
import { classNames } from "../../ui/class-names.ts";
import { LoadMore } from "../../ui/load-more.tsx";
import { Pill } from "../../ui/pill.tsx";

const LOOKS = {
  draft: "quiet",
  proposed: "honey",
  approved: "honey",
  deploying: "honey",
  running: "accent",
  paused: "ember",
  ended: "quiet",
} as const;

type CampaignNavProps = {
  campaigns: readonly CampaignHead[];
  selected: string | undefined;
  onOpen: (id: string) => void;
  more: { loading: boolean; failed: boolean; onLoad: () => void } | undefined;
};

/** The campaigns beside the one that is open. */
export function CampaignNav({ campaigns, selected, onOpen, more }: CampaignNavProps) {
  return (
    <nav
      aria-label={t("Campaigns")}
      className="w-72 shrink-0 overflow-y-auto border-e border-line py-2 max-md:max-h-56 max-md:w-auto max-md:border-e-0 max-md:border-b"
    >
      {campaigns.map(({ id, name, state, spentCents, budgetCents, currency }) => (
        <button
          key={id}
          type="button"
          aria-current={id === selected ? "true" : undefined}
          onClick={() => onOpen(id)}
          className={classNames("block w-full px-4 py-2 text-start hover:bg-hover", id === selected && "bg-raised")}
        >
          <span className="flex items-center gap-2">
            <span className="min-w-0 flex-1 truncate text-body font-medium text-ink">{name}</span>
            <CampaignStatePill state={state} />
          </span>
          <span className="block truncate text-small text-ink-3">
            {t("{spentCents} of {budgetCents}", {
              spentCents: formatMoney(spentCents, currency),
              budgetCents: formatMoney(budgetCents, currency),
            })}
          </span>
        </button>
      ))}
      {more && <LoadMore label={t("Load older ones")} {...more} />}
    </nav>
  );
}

/** Where a campaign stands. */
export function CampaignStatePill({ state }: { state: CampaignState }) {
  return <Pill look={LOOKS[state]}>{word(state)}</Pill>;
}

import type { AdSet } from "@rapport/contracts/campaigns";
import { formatMoney } from "../../lib/format.ts";
import { t, tn, word } from "../../lib/text.ts";
import { Pill } from "../../ui/pill.tsx";

/** What runs in one channel, as it is seen, and what stands for it on the platform. */
export function CampaignChannel({ adSet, currency }: { adSet: AdSet; currency: string }) {
  const { platform, placement, state, dailyBudgetCents, creatives, objects } = adSet;
  return (
    <li className="rounded-corner border border-line px-3 py-2">
      <div className="flex flex-wrap items-center gap-2">
        <span className="font-medium text-ink">
          {platform} · {placement}
        </span>
        <Pill look={state === "running" ? "accent" : state === "failed" ? "ember" : "quiet"}>{word(state)}</Pill>
        <span className="ms-auto text-small text-ink-2">
          {t("{dailyBudgetCents} a day", { dailyBudgetCents: formatMoney(dailyBudgetCents, currency) })}
        </span>
      </div>
      <ul className="mt-2 grid grid-cols-[repeat(auto-fill,minmax(min(100%,14rem),1fr))] gap-2">
        {creatives.map((creative) => (
          <Creative key={creative.variant} creative={creative} />
        ))}
      </ul>
      {objects.length > 0 && (
        <details className="mt-2 text-small text-ink-3">
          <summary className="cursor-pointer">
            {tn(objects.length, "{count} object on the platform", "{count} objects on the platform")}
          </summary>
          <ul className="mt-1">
            {objects.map(({ kind, platformId, status }) => (
              <li key={platformId} className="break-words">
                {word(kind)} {platformId} · {word(status)}
              </li>
            ))}
          </ul>
        </details>
      )}
    </li>
  );
}

/** One version of the ad, its first texts in full and the others of a responsive ad behind them. */
function Creative({ creative }: { creative: AdSet["creatives"][number] }) {
  const { variant, headlines, descriptions, message } = creative;
  const [headline, ...otherHeadlines] = headlines;
  return (
    <li className="min-w-0 rounded-corner bg-sunken px-2.5 py-2 text-small break-words text-ink-2">
      <span className="text-ink-3">{variant}</span>
      {message !== undefined && <p className="mb-1">{message}</p>}
      <p className="font-medium text-ink">
        {headline}
        {otherHeadlines.map((text) => (
          <span key={text} className="font-normal text-ink-2">
            {" | "}
            {text}
          </span>
        ))}
      </p>
      {descriptions.map((text) => (
        <p key={text}>{text}</p>
      ))}
    </li>
  );
}

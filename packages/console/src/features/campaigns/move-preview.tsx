import type { Optimization } from "@rapport/contracts/campaigns";
import { formatDigits, formatMoney } from "../../lib/format.ts";
import { t } from "../../lib/text.ts";
import { Button } from "../../ui/button.tsx";

type MovePreviewProps = { found: Optimization; currency: string; isBusy: boolean; onApply: () => void };

/** What the optimiser would move, or has, and why; each figure is the model's own. */
export function MovePreview({ found, currency, isBusy, onApply }: MovePreviewProps) {
  if (found.note !== null) return <p className="mt-3 text-body text-ink-2">{found.note}</p>;
  return (
    <div className="mt-3 rounded-corner border border-line bg-sunken px-3 py-2">
      <p className="text-body text-ink">
        {found.applied ? `${t("Asked for.")} ` : ""}
        {t("{expectedBefore} conversions a day are expected now, {expectedAfter} after it.", {
          expectedBefore: formatDigits(found.expectedBefore, 1),
          expectedAfter: formatDigits(found.expectedAfter, 1),
        })}
      </p>
      <ul className="mt-2 grid gap-1.5">
        {found.moves.map(({ adSetId, platform, placement, fromCents, toCents, why }) => (
          <li key={adSetId} className="text-small text-ink-2">
            <span className="text-ink">
              {t("{platform} · {placement}: {fromCents} → {toCents} a day", {
                platform,
                placement,
                fromCents: formatMoney(fromCents, currency),
                toCents: formatMoney(toCents, currency),
              })}
            </span>
            <br />
            {why}
          </li>
        ))}
      </ul>
      {!found.applied && (
        <Button look="primary" className="mt-2" disabled={isBusy} onClick={onApply}>
          {t("Move the money")}
        </Button>
      )}
    </div>
  );
}

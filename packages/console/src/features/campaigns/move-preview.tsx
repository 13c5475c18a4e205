import type { Optimization } from "@rapport/contracts/campaigns";
import { formatMoney } from "../../lib/format.ts";
import { Button } from "../../ui/button.tsx";

type MovePreviewProps = { found: Optimization; currency: string; isBusy: boolean; onApply: () => void };

/** What the optimiser would move, or has, and why; each figure is the model's own. */
export function MovePreview({ found, currency, isBusy, onApply }: MovePreviewProps) {
  if (found.note !== null) return <p className="mt-3 text-body text-ink-2">{found.note}</p>;
  return (
    <div className="mt-3 rounded-corner border border-line bg-sunken px-3 py-2">
      <p className="text-body text-ink">
        {found.applied ? "Asked for. " : ""}
        {found.expectedBefore.toFixed(1)} conversions a day are expected now, {found.expectedAfter.toFixed(1)} after it.
      </p>
      <ul className="mt-2 grid gap-1.5">
        {found.moves.map(({ adSetId, platform, placement, fromCents, toCents, why }) => (
          <li key={adSetId} className="text-small text-ink-2">
            <span className="text-ink">
              {platform} · {placement}: {formatMoney(fromCents, currency)} → {formatMoney(toCents, currency)} a day
            </span>
            <br />
            {why}
          </li>
        ))}
      </ul>
      {!found.applied && (
        <Button look="primary" className="mt-2" disabled={isBusy} onClick={onApply}>
          Move the money
        </Button>
      )}
    </div>
  );
}

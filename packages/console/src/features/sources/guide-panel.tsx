import { lazy, Suspense } from "react";
import { t } from "../../lib/text.ts";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { Tabs } from "../../ui/tabs.tsx";
import type { GuideKind } from "./guides.ts";
import { GUIDE_KINDS, GUIDE_LABELS } from "./guides.ts";

const GuideView = lazy(async () => ({ default: (await import("./guide-view.tsx")).GuideView }));

type GuidePanelProps = { kind: GuideKind; onKind: (kind: GuideKind) => void };

/** Ways to send events, one for each kind of application. */
export function GuidePanel({ kind, onKind }: GuidePanelProps) {
  return (
    <div className="overflow-hidden rounded-large border border-line bg-raised shadow-lift">
      <div className="overflow-x-auto">
        <Tabs
          id="guide"
          label={t("Ways to send")}
          value={kind}
          onChange={onKind}
          tabs={GUIDE_KINDS.map((value) => ({ value, label: GUIDE_LABELS[value] }))}
        />
      </div>
      <div role="tabpanel" id="guide-panel" aria-labelledby={`guide-tab-${kind}`} className="p-4">
        <Suspense fallback={<SkeletonRows rows={4} height={32} />}>
          <GuideView kind={kind} />
        </Suspense>
      </div>
    </div>
  );
}

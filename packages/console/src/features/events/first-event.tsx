import { t } from "../../lib/text.ts";
import { PulseIcon } from "../../ui/icons.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { GuidePanel } from "../sources/guide-panel.tsx";
import type { GuideKind } from "../sources/guides.ts";
import { WriteKeyBar } from "../sources/write-key-bar.tsx";

/** The screen of a project without events: it waits on the live stream and gives way the moment one arrives. */
export function FirstEvent({ kind, onKind }: { kind: GuideKind; onKind: (kind: GuideKind) => void }) {
  return (
    <>
      <PageHeader title={t("Live events")} />
      <div className="flex-1 overflow-y-auto">
        <div className="mx-auto max-w-2xl px-5 py-[7vh]">
          <p role="status" className="flex items-center gap-2.5 text-body text-ink-2">
            <span className="pulse grid size-9 place-items-center rounded-large bg-accent-wash text-accent">
              <PulseIcon size={18} />
            </span>
            {t("Listening. Nothing has arrived yet.")}
          </p>
          <h2 className="mt-5 text-display font-semibold text-balance text-ink">{t("Send your first event")}</h2>
          <p className="mt-1 mb-6 max-w-prose text-read text-pretty text-ink-2">
            {t(
              "Paste one of these into your application and use it once. The event appears here the moment it arrives; no need to reload.",
            )}
          </p>
          <GuidePanel kind={kind} onKind={onKind} />
          <WriteKeyBar />
        </div>
      </div>
    </>
  );
}

import type { ReactNode } from "react";
import { t } from "../../lib/text.ts";
import { PulseIcon } from "../../ui/icons.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { GuidePanel } from "../sources/guide-panel.tsx";
import type { GuideKind } from "../sources/guides.ts";
import { WriteKeyBar } from "../sources/write-key-bar.tsx";

type FirstEventProps = {
  kind: GuideKind;
  onKind: (kind: GuideKind) => void;
  /** Why something that was sent did not arrive, where that is known. */
  children?: ReactNode;
};

/** The screen of a project without events: it waits on the live stream and gives way the moment one arrives. */
export function FirstEvent({ kind, onKind, children }: FirstEventProps) {
  return (
    <>
      <PageHeader title={t("Live events")} />
      {children}
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
          <NothingArrives />
        </div>
      </div>
    </>
  );
}

/** What keeps a request from being told of here at all. */
function NothingArrives() {
  return (
    <div className="mt-6 text-body text-pretty text-ink-2">
      <p className="font-medium text-ink">{t("Does nothing arrive?")}</p>
      <p className="mt-1">{t("Whatever is refused shows here with its reason. These leave no trace:")}</p>
      <ul className="mt-1 list-disc ps-5">
        <li>{t("a key that no project of this server has: it is answered 401")}</li>
        <li>
          {t("a page whose content security policy, or a blocker, keeps it from {origin}", {
            origin: window.location.origin,
          })}
        </li>
        <li>{t("a visitor who has not agreed, or whose browser sends a signal against it")}</li>
      </ul>
    </div>
  );
}

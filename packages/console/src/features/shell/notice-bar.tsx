import { useEffect, useState } from "react";
import type { Notice } from "../../lib/notice.ts";
import { closeNotice, notice, undoNotice } from "../../lib/notice.ts";
import { useSignal } from "../../lib/signal.ts";
import { t } from "../../lib/text.ts";
import { Button } from "../../ui/button.tsx";
import { classNames } from "../../ui/class-names.ts";
import { CloseIcon } from "../../ui/icons.tsx";

/** For reading one sentence and thinking again. */
const STAYS_MS = 8_000;

/** What was just done, with the way back. A status of its own, so that it is read out without taking the focus. */
export function NoticeBar() {
  const shown = useSignal(notice);
  useEffect(() => {
    // What waits for second thoughts is sent before the page is gone.
    window.addEventListener("pagehide", closeNotice);
    return () => window.removeEventListener("pagehide", closeNotice);
  }, []);
  return (
    <div
      role="status"
      className="pointer-events-none fixed inset-x-0 bottom-4 z-40 flex justify-center px-4 max-md:bottom-18"
    >
      {shown && <NoticeCard key={shown.id} shown={shown} />}
    </div>
  );
}

/** The time stands still while the pointer or the focus is on it. */
function NoticeCard({ shown: { said, isProblem, undo } }: { shown: Notice }) {
  const [isHeld, setHeld] = useState(false);
  useEffect(() => {
    if (isHeld) return;
    const timer = setTimeout(closeNotice, STAYS_MS);
    return () => clearTimeout(timer);
  }, [isHeld]);
  return (
    <div
      role="status"
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
      className="pointer-events-auto flex max-w-lg items-center gap-2 rounded-large border border-line bg-raised py-1.5 ps-4 pe-1.5 text-body text-ink shadow-float"
    >
      <span className={classNames("min-w-0 break-words", isProblem && "text-ember")}>{said}</span>
      {undo && (
        <Button className="ms-2" aria-keyshortcuts="z" onClick={() => void undoNotice()}>
          {t("Undo")}
        </Button>
      )}
      <Button look="quiet" square aria-label={t("Close")} onClick={closeNotice}>
        <CloseIcon />
      </Button>
    </div>
  );
}

import { useEffect, useRef } from "react";
import { t } from "../../lib/text.ts";
import { Button } from "../../ui/button.tsx";
import { CloseIcon } from "../../ui/icons.tsx";
import { KeyCap } from "../../ui/key-cap.tsx";
import { SCREENS } from "./screens.tsx";

const GROUPS = [
  {
    title: t("Anywhere"),
    rows: [
      { keys: "Ctrl K", label: t("Go to or do anything (⌘ K)") },
      { keys: "?", label: t("This sheet") },
    ],
  },
  { title: t("Go to"), rows: SCREENS.flatMap(({ keys, label }) => (keys === undefined ? [] : [{ keys, label }])) },
  {
    title: t("In lists"),
    rows: [
      { keys: "/", label: t("Search") },
      { keys: "j", label: t("Next message") },
      { keys: "k", label: t("Previous message") },
      { keys: "Esc", label: t("Close the message") },
    ],
  },
  {
    title: t("Live events"),
    rows: [
      { keys: "p", label: t("Pause or resume") },
      { keys: "r", label: t("Rejected only") },
      { keys: "c", label: t("Copy the message as JSON") },
    ],
  },
] as const;

/** All keys on one sheet; the platform's dialog keeps the focus inside and gives it back. */
export function ShortcutsSheet({ open, onClose }: { open: boolean; onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (open) dialog.current?.showModal();
    else dialog.current?.close();
  }, [open]);
  return (
    <dialog
      ref={dialog}
      onClose={onClose}
      aria-labelledby="shortcuts-title"
      className="m-auto w-96 max-w-[calc(100vw-2rem)] rounded-large border border-line bg-raised p-5 text-ink shadow-float"
    >
      <div className="mb-3 flex items-center">
        <h2 id="shortcuts-title" className="text-title font-semibold">
          {t("Keyboard")}
        </h2>
        <Button look="quiet" square className="ms-auto" aria-label={t("Close")} onClick={onClose}>
          <CloseIcon />
        </Button>
      </div>
      {GROUPS.map((group) => (
        <section key={group.title} className="mb-4 last:mb-0">
          <h3 className="mb-1 text-small font-medium text-ink-3">{group.title}</h3>
          {group.rows.map((row) => (
            <p key={row.keys} className="flex h-7 items-center justify-between">
              {row.label}
              <span className="flex gap-1">
                {row.keys.split(" ").map((key) => (
                  <KeyCap key={key}>{key}</KeyCap>
                ))}
              </span>
            </p>
          ))}
        </section>
      ))}
    </dialog>
  );
}

import { useEffect, useRef, useState } from "react";
import { hasRows, listScreenKeys } from "../../lib/screen-keys.ts";
import { t } from "../../lib/text.ts";
import { listHotkeys } from "../../lib/use-hotkeys.ts";
import { Button } from "../../ui/button.tsx";
import { CloseIcon } from "../../ui/icons.tsx";
import { KeyCap } from "../../ui/key-cap.tsx";
import { SCREENS } from "./screens.tsx";

type KeyRow = { keys: string; label: string };

const ANYWHERE: readonly KeyRow[] = [
  { keys: "Ctrl K", label: t("Go to or do anything (⌘ K)") },
  { keys: "?", label: t("This sheet") },
];
const SCREEN_ROWS = SCREENS.flatMap(({ keys, label }) => (keys === undefined ? [] : [{ keys, label }]));
const IN_ROWS: readonly KeyRow[] = [
  { keys: "j", label: t("Next row") },
  { keys: "k", label: t("Previous row") },
  { keys: "Enter", label: t("Open it") },
];

/** The keys that work here, read from what is on the screen; the platform's dialog keeps the focus inside and gives it back. */
export function ShortcutsSheet({ onClose }: { onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  // Asked once, as it opens: below the sheet nothing changes its keys.
  const [here] = useState(listHere);
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
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
        <Button look="quiet" square className="ms-auto" aria-label={t("Close")} onClick={() => dialog.current?.close()}>
          <CloseIcon />
        </Button>
      </div>
      <KeyGroup title={t("On this screen")} rows={here} />
      <KeyGroup title={t("Anywhere")} rows={ANYWHERE} />
      <KeyGroup title={t("Go to")} rows={SCREEN_ROWS} />
    </dialog>
  );
}

function listHere(): KeyRow[] {
  const everywhere = new Set([...ANYWHERE, ...SCREEN_ROWS].map(({ keys }) => keys));
  const bound = listHotkeys().filter(({ keys }) => !everywhere.has(keys));
  const taken = new Set(bound.map(({ keys }) => keys));
  return [...listScreenKeys(), ...bound, ...(hasRows() ? IN_ROWS.filter(({ keys }) => !taken.has(keys)) : [])];
}

function KeyGroup({ title, rows }: { title: string; rows: readonly KeyRow[] }) {
  if (rows.length === 0) return null;
  return (
    <section className="mb-4 last:mb-0">
      <h3 className="mb-1 text-small font-medium text-ink-3">{title}</h3>
      {rows.map(({ keys, label }) => (
        <p key={keys} className="flex min-h-7 items-center justify-between gap-3">
          <span className="min-w-0 break-words">{label}</span>
          <span className="flex shrink-0 gap-1">
            {keys.split(" ").map((key) => (
              <KeyCap key={key}>{key}</KeyCap>
            ))}
          </span>
        </p>
      ))}
    </section>
  );
}

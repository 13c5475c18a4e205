import { useEffect, useRef, useState } from "react";
import { t } from "../../lib/text.ts";
import { classNames } from "../../ui/class-names.ts";
import { SearchIcon } from "../../ui/icons.tsx";
import { KeyCap } from "../../ui/key-cap.tsx";
import type { PaletteEntry } from "./palette-entry.ts";
import { usePaletteEntries } from "./use-palette-entries.ts";

const OPTION =
  "flex min-h-9 w-full cursor-pointer items-center gap-3 rounded-corner px-2.5 text-start text-body hover:bg-hover max-md:min-h-11";

const LIST_ID = "palette-list";
const idOf = (index: number) => `palette-entry-${index}`;

/** Everything by its name: a combobox after the ARIA practice, in the platform's dialog, which keeps the focus and gives it back. */
export function Palette({ onClose }: { onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [typed, setTyped] = useState("");
  const [chosen, setChosen] = useState(0);
  const { entries, isSearching } = usePaletteEntries(typed);
  const at = Math.min(chosen, Math.max(0, entries.length - 1));
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  useEffect(() => {
    // Nothing is returned: newer browsers answer a promise, which is no way to end an effect.
    document.getElementById(idOf(at))?.scrollIntoView({ block: "nearest" });
  }, [at]);
  const run = (entry: PaletteEntry | undefined) => {
    if (!entry) return;
    onClose();
    entry.run();
  };
  const move = (step: number) => setChosen((at + step + entries.length) % Math.max(1, entries.length));
  return (
    <dialog
      ref={dialog}
      onClose={onClose}
      aria-label={t("Go to or do")}
      className="mx-auto mt-[12vh] w-xl max-w-[calc(100vw-2rem)] overflow-hidden rounded-large border border-line bg-raised text-ink shadow-float"
    >
      <div className="flex items-center gap-2 border-b border-line px-4">
        <SearchIcon className="shrink-0 text-ink-3" />
        <input
          role="combobox"
          aria-label={t("Go to or do")}
          aria-expanded="true"
          aria-controls={LIST_ID}
          aria-activedescendant={entries.length > 0 ? idOf(at) : undefined}
          placeholder={t("A screen, a person, a segment, a campaign, an action")}
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value);
            setChosen(0);
          }}
          onKeyDown={(event) => {
            if (event.key === "ArrowDown") move(1);
            else if (event.key === "ArrowUp") move(-1);
            else if (event.key === "Enter") run(entries[at]);
            else return;
            event.preventDefault();
          }}
          className="h-12 min-w-0 flex-1 bg-transparent text-read text-ink outline-none placeholder:text-ink-3"
        />
      </div>
      <div id={LIST_ID} role="listbox" aria-label={t("What fits")} className="max-h-[50vh] overflow-y-auto p-2">
        {entries.map((entry, index) => (
          <Option
            key={`${entry.kind} ${entry.id}`}
            entry={entry}
            id={idOf(index)}
            isChosen={index === at}
            onRun={run}
          />
        ))}
      </div>
      {entries.length === 0 && (
        <p role="status" className="px-4 pb-4 text-body text-ink-2">
          {isSearching ? t("Searching…") : t("Nothing here is called “{typed}”.", { typed })}
        </p>
      )}
    </dialog>
  );
}

type OptionProps = { entry: PaletteEntry; id: string; isChosen: boolean; onRun: (entry: PaletteEntry) => void };

function Option({ entry, id, isChosen, onRun }: OptionProps) {
  return (
    <button
      type="button"
      // The focus stays in the input, which names this one by aria-activedescendant.
      tabIndex={-1}
      id={id}
      role="option"
      aria-selected={isChosen}
      onClick={() => onRun(entry)}
      className={classNames(OPTION, isChosen && "bg-chosen")}
    >
      <span className="min-w-0 flex-1 truncate text-ink">{entry.label}</span>
      {entry.keys?.split(" ").map((key) => (
        <KeyCap key={key}>{key.toUpperCase()}</KeyCap>
      ))}
      <span className="w-16 shrink-0 text-end text-small text-ink-3">{entry.kind}</span>
    </button>
  );
}

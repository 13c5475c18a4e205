import { useEffect, useRef, useState } from "react";
import { t } from "../../lib/text.ts";
import { classNames } from "../../ui/class-names.ts";
import { SearchIcon } from "../../ui/icons.tsx";
import { KeyCap } from "../../ui/key-cap.tsx";
import type { PaletteEntry, PaletteGroup } from "./palette-entry.ts";
import { usePaletteEntries } from "./use-palette-entries.ts";

const OPTION =
  "flex min-h-9 w-full cursor-pointer items-center gap-3 rounded-corner px-2.5 text-start text-body hover:bg-hover max-md:min-h-11";

const LIST_ID = "palette-list";
const idOf = (index: number) => `palette-entry-${index}`;

/** Everything by its name: a combobox after the ARIA practice, in the platform's dialog, which keeps the focus and gives it back. */
export function Palette({ onClose }: { onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [typed, setTyped] = useState("");
  const { groups, isSearching, hasFailed } = usePaletteEntries(typed);
  const entries = groups.flatMap((group) => group.entries);
  const [at, choose] = useChosen(entries);
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  const run = (entry: PaletteEntry | undefined) => {
    if (!entry) return;
    onClose();
    entry.run();
  };
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
          placeholder={t("Anything by its name or id")}
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value);
            choose(undefined);
          }}
          onKeyDown={(event) => {
            if (event.key === "ArrowDown") choose(at + 1);
            else if (event.key === "ArrowUp") choose(at - 1);
            else if (event.key === "Enter") run(entries[at]);
            else return;
            event.preventDefault();
          }}
          className="h-12 min-w-0 flex-1 bg-transparent text-read text-ink outline-none placeholder:text-ink-3"
        />
      </div>
      <Groups groups={groups} chosen={entries[at]} onRun={run} />
      {entries.length === 0 && (
        <p role="status" className="px-4 pb-4 text-body text-ink-2">
          {isSearching ? t("Searching…") : t("Nothing here is called “{typed}”.", { typed })}
        </p>
      )}
      {hasFailed && (
        <p role="status" className="border-t border-line px-4 py-2 text-small text-ink-2">
          {t("Not everything could be searched just now.")}
        </p>
      )}
    </dialog>
  );
}

const keyOf = ({ group, id }: PaletteEntry) => `${group} ${id}`;

/** The place of the chosen entry: the first, until one goes along; then that one, wherever what is found later moves it. */
function useChosen(entries: readonly PaletteEntry[]): [number, (place: number | undefined) => void] {
  const [key, setKey] = useState<string>();
  const at = Math.max(
    0,
    entries.findIndex((entry) => keyOf(entry) === key),
  );
  useEffect(() => {
    // Nothing is returned: newer browsers answer a promise, which is no way to end an effect.
    document.getElementById(idOf(at))?.scrollIntoView({ block: "nearest" });
  }, [at]);
  const choose = (place: number | undefined) => {
    const entry = place === undefined ? undefined : entries[(place + entries.length) % Math.max(1, entries.length)];
    setKey(entry && keyOf(entry));
  };
  return [at, choose];
}

type GroupsProps = {
  groups: readonly PaletteGroup[];
  chosen: PaletteEntry | undefined;
  onRun: (entry: PaletteEntry) => void;
};

function Groups({ groups, chosen, onRun }: GroupsProps) {
  let index = 0;
  return (
    <div id={LIST_ID} role="listbox" aria-label={t("What fits")} className="max-h-[50vh] overflow-y-auto p-2 pt-0">
      {groups.map(({ title, entries }) => (
        // biome-ignore lint/a11y/useSemanticElements: a listbox may hold groups, no fieldset
        <div key={title} role="group" aria-label={title}>
          <p aria-hidden="true" className="px-2.5 pt-3 pb-1 text-small font-medium text-ink-3">
            {title}
          </p>
          {entries.map((entry) => (
            <Option key={keyOf(entry)} entry={entry} id={idOf(index++)} isChosen={entry === chosen} onRun={onRun} />
          ))}
        </div>
      ))}
    </div>
  );
}

type OptionProps = { entry: PaletteEntry; id: string; isChosen: boolean; onRun: (entry: PaletteEntry) => void };

function Option({ entry, id, isChosen, onRun }: OptionProps) {
  const { label, note, keys } = entry;
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
      <span className="min-w-0 flex-1 truncate text-ink">{label}</span>
      {note !== undefined && note !== label && (
        <span className="max-w-[50%] truncate text-small text-ink-3">
          <bdi>{note}</bdi>
        </span>
      )}
      {keys?.split(" ").map((key) => (
        <KeyCap key={key}>{key.toUpperCase()}</KeyCap>
      ))}
    </button>
  );
}

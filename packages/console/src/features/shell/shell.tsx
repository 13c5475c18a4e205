import { Outlet, useNavigate, useRouterState } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useState } from "react";
import { pressKey } from "../../lib/screen-keys.ts";
import { t } from "../../lib/text.ts";
import { useHotkeys } from "../../lib/use-hotkeys.ts";
import { BottomBar } from "./bottom-bar.tsx";
import { NoticeBar } from "./notice-bar.tsx";
import { QuestionHost } from "./question-host.tsx";
import { SCREENS } from "./screens.tsx";
import { Sidebar } from "./sidebar.tsx";
import { TopBar } from "./top-bar.tsx";
import { VersionNote } from "./version-note.tsx";

const ShortcutsSheet = lazy(async () => ({ default: (await import("./shortcuts-sheet.tsx")).ShortcutsSheet }));
const Palette = lazy(async () => ({ default: (await import("../palette/palette.tsx")).Palette }));

/** Frame around every screen: navigation left (below on a phone), the screen on its sheet. */
export function Shell() {
  const navigate = useNavigate();
  // That of what is shown: while another screen's code comes, the one before it stands.
  const path = useRouterState({
    select: ({ resolvedLocation: shown }) => shown && `${shown.pathname}${shown.searchStr}`,
  });
  const [sheetOpen, setSheetOpen] = useState(false);
  const [paletteOpen, setPaletteOpen] = useState(false);
  usePaletteKey(() => setPaletteOpen(true));
  useHotkeys(
    {
      ...Object.fromEntries(
        SCREENS.flatMap(({ keys, label, to }) =>
          keys === undefined ? [] : [[keys, { label, run: () => void navigate({ to }) }]],
        ),
      ),
      "?": { label: t("This sheet"), run: () => setSheetOpen(true) },
    },
    pressKey,
  );
  return (
    <div className="flex h-full flex-col md:flex-row">
      <a
        href="#screen"
        className="absolute top-2 start-2 z-50 -translate-y-16 rounded-corner bg-accent-solid px-3 py-2 text-on-accent focus:translate-y-0"
      >
        {t("Skip to content")}
      </a>
      <Sidebar onShortcuts={() => setSheetOpen(true)} onPalette={() => setPaletteOpen(true)} />
      <TopBar onPalette={() => setPaletteOpen(true)} />
      <main
        id="screen"
        data-path={path}
        tabIndex={-1}
        className="relative flex min-h-0 min-w-0 flex-1 flex-col overflow-hidden border-line bg-sheet outline-none max-md:border-y md:my-2 md:me-2 md:rounded-large md:border md:shadow-lift"
      >
        <VersionNote />
        <Outlet />
      </main>
      <BottomBar />
      <NoticeBar />
      <QuestionHost />
      {sheetOpen && (
        <Suspense>
          <ShortcutsSheet onClose={() => setSheetOpen(false)} />
        </Suspense>
      )}
      {paletteOpen && (
        <Suspense>
          <Palette onClose={() => setPaletteOpen(false)} />
        </Suspense>
      )}
    </div>
  );
}

/** Ctrl-K, or Command-K, also while something is being typed. */
function usePaletteKey(open: () => void): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey)
        return;
      event.preventDefault();
      open();
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [open]);
}

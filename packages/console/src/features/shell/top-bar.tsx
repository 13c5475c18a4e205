import { t } from "../../lib/text.ts";
import { Button } from "../../ui/button.tsx";
import { Mark, SearchIcon, SignOutIcon } from "../../ui/icons.tsx";
import { useSession, useSignOut } from "../session/use-session.ts";
import { ConnectionBadge } from "./connection-badge.tsx";
import { DemoNote } from "./demo-note.tsx";
import { ThemeChoice } from "./theme-choice.tsx";

/** Head of the console on a phone. */
export function TopBar({ onPalette }: { onPalette: () => void }) {
  const session = useSession();
  const signOut = useSignOut();
  return (
    <header className="md:hidden">
      <div className="flex h-13 items-center gap-2.5 px-4">
        <Mark />
        <span className="min-w-0 flex-1 truncate font-semibold text-ink">{session.projectName}</span>
        <Button look="quiet" square aria-label={t("Go to or do")} onClick={onPalette}>
          <SearchIcon />
        </Button>
        <ConnectionBadge compact />
        <ThemeChoice />
        {session.mode !== "demo-loopback" && (
          <Button look="quiet" square aria-label={t("Sign out")} onClick={() => void signOut()}>
            <SignOutIcon />
          </Button>
        )}
      </div>
      {session.mode === "demo-loopback" && (
        <div className="px-4 pb-2">
          <DemoNote />
        </div>
      )}
    </header>
  );
}

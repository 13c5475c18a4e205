import { Link, useLocation } from "@tanstack/react-router";
import { lazy, Suspense, useLayoutEffect, useRef } from "react";
import { t } from "../../lib/text.ts";
import { Button } from "../../ui/button.tsx";
import { KeyboardIcon, Mark, SearchIcon, SignOutIcon } from "../../ui/icons.tsx";
import { KeyCap } from "../../ui/key-cap.tsx";
import { useSession, useSignOut } from "../session/use-session.ts";
import { ConnectionBadge } from "./connection-badge.tsx";
import { DemoNote } from "./demo-note.tsx";
import type { Screen } from "./screens.tsx";
import { visibleSections } from "./screens.tsx";
import { ThemeChoice } from "./theme-choice.tsx";
import { ZoneChoice } from "./zone-choice.tsx";

// Few have more than one project.
const ProjectChoice = lazy(async () => ({ default: (await import("./project-choice.tsx")).ProjectChoice }));

export function Sidebar({ onShortcuts, onPalette }: { onShortcuts: () => void; onPalette: () => void }) {
  const session = useSession();
  const signOut = useSignOut();
  return (
    <header className="flex w-56 shrink-0 flex-col px-3 py-4 max-md:hidden">
      <div className="flex items-center gap-2.5 px-2">
        <Mark />
        <span className="min-w-0">
          <span className="block truncate font-semibold text-ink">{session.projectName}</span>
          <span className="block truncate text-micro text-ink-3">{session.member?.name ?? "Rapport"}</span>
        </span>
      </div>
      {session.projects.length > 1 && (
        <Suspense>
          <div className="mt-3">
            <ProjectChoice />
          </div>
        </Suspense>
      )}
      <Button className="mt-4 !justify-start !text-ink-3" onClick={onPalette}>
        <SearchIcon size={14} />
        {t("Go to or do")}
        <KeyCap className="ms-auto">Ctrl K</KeyCap>
      </Button>
      <ScreenLinks permissions={session.permissions} />
      <div className="mt-3 flex flex-col gap-3">
        {session.mode === "demo-loopback" && <DemoNote />}
        <div className="flex items-center justify-between gap-1">
          <ConnectionBadge />
          <ZoneChoice />
        </div>
        <div className="flex items-center gap-1">
          <ThemeChoice />
          <Button
            look="quiet"
            square
            className="ms-auto"
            aria-label={t("Keyboard shortcuts")}
            title={t("Keyboard shortcuts (?)")}
            onClick={onShortcuts}
          >
            <KeyboardIcon />
          </Button>
          {session.mode !== "demo-loopback" && (
            <Button look="quiet" square aria-label={t("Sign out")} title={t("Sign out")} onClick={() => void signOut()}>
              <SignOutIcon />
            </Button>
          )}
        </div>
      </div>
    </header>
  );
}

/** Every screen, of which more may lie below: the fade says so, and the one that is shown is always among those in view. */
function ScreenLinks({ permissions }: { permissions: readonly string[] }) {
  const nav = useRef<HTMLElement>(null);
  const path = useLocation({ select: ({ pathname }) => pathname });
  useLayoutEffect(() => {
    if (!path) return;
    // With the frame that lays everything out anyway, and still before it is painted: here it would be laid out once more.
    const frame = requestAnimationFrame(() =>
      nav.current?.querySelector("[data-status=active]")?.scrollIntoView({ block: "nearest" }),
    );
    return () => cancelAnimationFrame(frame);
  }, [path]);
  return (
    <nav
      ref={nav}
      aria-label={t("Screens")}
      className="-mx-1 mt-4 flex min-h-0 flex-1 scroll-pb-8 flex-col gap-4 overflow-y-auto mask-b-from-[calc(100%-2rem)] px-1 pb-8"
    >
      {visibleSections(permissions).map((section) => (
        <section key={section.title} aria-label={section.title} className="flex flex-col gap-0.5">
          <h2 className="px-2 pb-1 text-micro font-medium text-ink-3">{section.title}</h2>
          {section.screens.map((screen) => (
            <ScreenLink key={screen.to} {...screen} />
          ))}
        </section>
      ))}
    </nav>
  );
}

function ScreenLink({ to, label, keys, Icon }: Screen) {
  return (
    <Link
      to={to}
      activeOptions={{ includeSearch: false }}
      className="group flex h-8 shrink-0 items-center gap-2.5 rounded-corner px-2 text-ink-2 transition-colors duration-(--quick) hover:bg-hover hover:text-ink data-[status=active]:bg-raised data-[status=active]:font-medium data-[status=active]:text-ink data-[status=active]:shadow-lift"
    >
      <Icon className="text-ink-3 group-data-[status=active]:text-accent" />
      {label}
      <span aria-hidden="true" className="ms-auto hidden gap-0.5 group-hover:flex">
        {keys?.split(" ").map((key) => (
          <KeyCap key={key}>{key.toUpperCase()}</KeyCap>
        ))}
      </span>
    </Link>
  );
}

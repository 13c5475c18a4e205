import { useNavigate } from "@tanstack/react-router";
import { enterProject } from "../../lib/enter-project.ts";
import { chooseLanguage, currentLanguage, LANGUAGES } from "../../lib/language.ts";
import { t } from "../../lib/text.ts";
import { chooseTheme } from "../../lib/theme.ts";
import { chooseTimeZone } from "../../lib/time-zone.ts";
import { useMay } from "../session/use-may.ts";
import { useSession, useSignOut } from "../session/use-session.ts";
import { visibleSections } from "../shell/screens.tsx";
import { groupEntries } from "./group-entries.ts";
import type { PaletteEntry, PaletteGroup } from "./palette-entry.ts";
import { useFound } from "./use-found.ts";

/** What fits the typed text, the best first: screens and actions at once, things of the project as they are found. */
export function usePaletteEntries(typed: string): { groups: PaletteGroup[]; isSearching: boolean; hasFailed: boolean } {
  const screens = useScreens();
  const actions = useActions();
  const { entries, ...state } = useFound(typed);
  return { groups: groupEntries([...screens, ...entries, ...actions], typed), ...state };
}

function useScreens(): PaletteEntry[] {
  const { permissions } = useSession();
  const navigate = useNavigate();
  return visibleSections(permissions).flatMap(({ screens }) =>
    screens.map(({ to, label, keys }) => ({
      id: to,
      group: t("Screens"),
      label,
      keys,
      run: () => void navigate({ to }),
    })),
  );
}

function useActions(): PaletteEntry[] {
  const navigate = useNavigate();
  const signOut = useSignOut();
  const mayInvite = useMay("members:write");
  const mayMakeKeys = useMay("keys:write");
  const { mode, projects, projectId } = useSession();
  const act = (label: string, run: () => void): PaletteEntry => ({ id: label, group: t("Actions"), label, run });
  return [
    act(t("Use light colours"), () => chooseTheme("light")),
    act(t("Use dark colours"), () => chooseTheme("dark")),
    act(t("Use the system's colours"), () => chooseTheme("system")),
    act(t("Times of this place"), () => chooseTimeZone("local")),
    act(t("Times in UTC"), () => chooseTimeZone("utc")),
    ...LANGUAGES.filter(({ code }) => code !== currentLanguage().code).map(({ code, name }) =>
      act(t("Language: {name}", { name }), () => chooseLanguage(code)),
    ),
    ...(mayInvite ? [act(t("Invite a member"), () => void navigate({ to: "/members" }))] : []),
    ...(mayMakeKeys ? [act(t("Make a key"), () => void navigate({ to: "/keys" }))] : []),
    ...projects
      .filter(({ id }) => id !== projectId)
      .map(({ id, name }) => act(t("Project: {name}", { name }), () => void enterProject(id))),
    act(t("Change your password"), () => void navigate({ to: "/account" })),
    ...(mode === "demo-loopback"
      ? []
      : [
          act(t("Sign out"), () => void signOut()),
          act(t("Sign out everywhere"), () => void signOut({ everywhere: true })),
        ]),
  ];
}

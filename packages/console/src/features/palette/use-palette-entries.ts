import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useDeferredValue } from "react";
import { api } from "../../lib/api.ts";
import { enterProject } from "../../lib/enter-project.ts";
import { chooseLanguage, currentLanguage, LANGUAGES } from "../../lib/language.ts";
import { rankMatches } from "../../lib/rank-matches.ts";
import { t } from "../../lib/text.ts";
import { chooseTheme } from "../../lib/theme.ts";
import { chooseTimeZone } from "../../lib/time-zone.ts";
import { campaignsApi } from "../campaigns/campaigns-api.ts";
import { personName } from "../people/person-name.ts";
import { segmentsApi } from "../segments/segments-api.ts";
import { useMay } from "../session/use-may.ts";
import { useSession, useSignOut } from "../session/use-session.ts";
import { visibleSections } from "../shell/screens.tsx";
import type { PaletteEntry } from "./palette-entry.ts";

/** Letters from which on people are searched: fewer fit too many. */
const SEARCHED_FROM = 2;
const MOST_PEOPLE = 5;
const MOST_SHOWN = 30;

/** What fits the typed text, the best first: screens and actions at once, things of the project as they are found. */
export function usePaletteEntries(typed: string): { entries: PaletteEntry[]; isSearching: boolean } {
  const screens = useScreens();
  const actions = useActions();
  const segments = useSegments();
  const campaigns = useCampaigns();
  const people = usePeople(typed);
  const named = rankMatches([...screens, ...segments, ...campaigns, ...actions], typed, ({ label }) => label);
  if (typed.trim() === "") return { entries: screens.concat(actions), isSearching: false };
  // People are found by the server, also by what their names do not show; what merely has the letters in order comes last.
  const holds = ({ label }: PaletteEntry) => label.toLowerCase().includes(typed.trim().toLowerCase());
  const [close, loose] = [named.filter(holds), named.filter((entry) => !holds(entry))];
  const entries = [...close.slice(0, MOST_SHOWN), ...people.entries, ...loose.slice(0, MOST_SHOWN)];
  return { entries, isSearching: people.isSearching };
}

function useScreens(): PaletteEntry[] {
  const { permissions } = useSession();
  const navigate = useNavigate();
  return visibleSections(permissions).flatMap(({ screens }) =>
    screens.map(({ to, label, keys }) => ({
      id: to,
      kind: t("Screen"),
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
  const act = (label: string, run: () => void): PaletteEntry => ({ id: label, kind: t("Action"), label, run });
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

function useSegments(): PaletteEntry[] {
  const navigate = useNavigate();
  const enabled = useMay("segments:read");
  const { data } = useQuery({
    queryKey: ["palette", "segments"],
    queryFn: ({ signal }) => segmentsApi.list(signal),
    enabled,
  });
  return (data?.data ?? []).map(({ id, name }) => ({
    ...{ id, kind: t("Segment"), label: name },
    run: () => void navigate({ to: "/segments", search: { segment: id } }),
  }));
}

function useCampaigns(): PaletteEntry[] {
  const navigate = useNavigate();
  const enabled = useMay("campaigns:read");
  const { data } = useQuery({
    queryKey: ["palette", "campaigns"],
    queryFn: ({ signal }) => campaignsApi.list(undefined, signal),
    enabled,
  });
  return (data?.data ?? []).map(({ id, name }) => ({
    ...{ id, kind: t("Campaign"), label: name },
    run: () => void navigate({ to: "/campaigns", search: { campaign: id } }),
  }));
}

function usePeople(typed: string): { entries: PaletteEntry[]; isSearching: boolean } {
  const navigate = useNavigate();
  const search = useDeferredValue(typed.trim());
  const may = useMay("users:read");
  const { data, isFetching } = useQuery({
    queryKey: ["palette", "people", search],
    queryFn: ({ signal }) => api.users({ search, limit: MOST_PEOPLE }, signal),
    enabled: may && search.length >= SEARCHED_FROM,
  });
  const entries = (search.length >= SEARCHED_FROM ? (data?.data ?? []) : []).map((person) => ({
    id: person.id,
    kind: t("Person"),
    label: personName(person) ?? person.id,
    run: () => void navigate({ to: "/people/$id", params: { id: person.userId ?? person.id } }),
  }));
  return { entries, isSearching: isFetching };
}

import { connectionProviderSchema } from "@rapport/contracts/connections";
import type { Found as FoundThing } from "@rapport/contracts/search";
import { foundListSchema } from "@rapport/contracts/search";
import type { QueryFunctionContext } from "@tanstack/react-query";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { api, request, withQuery } from "../../lib/api.ts";
import { useSettled } from "../../lib/use-settled.ts";
import { catalogApi } from "../catalog/catalog-api.ts";
import { PROVIDER_FACTS } from "../connections/provider-facts.ts";
import { leadsApi } from "../leads/leads-api.ts";
import { personName, readTrait } from "../people/person-name.ts";
import { useMay } from "../session/use-may.ts";
import { SCREENS } from "../shell/screens.tsx";
import { FOUND_SCREENS } from "./open-found.ts";
import type { PaletteEntry } from "./palette-entry.ts";

/** Letters from which on the server is asked: fewer fit too many. */
const SEARCHED_FROM = 2;
/** It is asked once the typing stood still so long. */
const SETTLED_MS = 120;
const MOST_OF_KIND = 6;

type Found = Omit<PaletteEntry, "isFound">[];

/**
 * Things of the project that the server finds. What people named comes by one question; people, items and leads, of which there may
 * be millions, by one each, so that none waits for another. What one may not read is not asked for.
 */
export function useFound(typed: string): { entries: PaletteEntry[]; isSearching: boolean; hasFailed: boolean } {
  const q = useSettled(typed.trim(), SETTLED_MS);
  const asked = [usePeople(q), useItems(q), useNamed(q), useLeads(q)];
  const holds = typed.trim().length >= SEARCHED_FROM;
  const isBehind = holds && q !== typed.trim();
  const entries = asked.flatMap(({ data = [], isPlaceholderData }) =>
    // What an earlier word found stays until the new one's is there, as far as it fits that, too.
    isPlaceholderData || isBehind ? data.filter((entry) => holdsText(entry, typed)) : data,
  );
  return {
    entries: holds ? entries.map((entry) => ({ ...entry, isFound: true })) : [],
    isSearching: isBehind || asked.some(({ isFetching }) => isFetching),
    hasFailed: asked.some(({ isError }) => isError),
  };
}

function holdsText({ id, label, note = "" }: PaletteEntry, typed: string): boolean {
  const wanted = typed.trim().toLowerCase();
  return [id, label, note].some((text) => text.toLowerCase().includes(wanted));
}

function useKind(kind: string, q: string, may: boolean, find: (signal: AbortSignal) => Promise<Found>) {
  return useQuery({
    queryKey: ["palette", kind, q],
    queryFn: ({ signal }: QueryFunctionContext) => find(signal),
    enabled: may && q.length >= SEARCHED_FROM,
    placeholderData: keepPreviousData,
    retry: false,
  });
}

const screenName = (to: string) => SCREENS.find((screen) => screen.to === to)?.label ?? to;

function useNamed(q: string) {
  const navigate = useNavigate();
  return useKind("named", q, true, async (signal) => {
    const { data } = await request(withQuery("/api/v1/search", { q }), { schema: foundListSchema, signal });
    return data.map((found) => ({
      ...{
        id: `${found.kind} ${found.id}`,
        group: screenName(FOUND_SCREENS[found.kind].to),
        note: found.note ?? undefined,
      },
      label: labelOf(found),
      run: () => void FOUND_SCREENS[found.kind].open(navigate, found.id),
    }));
  });
}

/** Services have names of their own. */
function labelOf({ kind, id, name }: FoundThing): string {
  const provider = kind === "connection" ? connectionProviderSchema.safeParse(id).data : undefined;
  return provider ? PROVIDER_FACTS[provider].label : name;
}

function usePeople(q: string) {
  const navigate = useNavigate();
  return useKind("people", q, useMay("users:read"), async (signal) => {
    const { data } = await api.users({ search: q, limit: MOST_OF_KIND }, signal);
    return data.map((person) => ({
      ...{ id: person.id, group: screenName("/people"), label: personName(person) ?? person.id },
      note: readTrait(person, "email"),
      run: () => void navigate({ to: "/people/$id", params: { id: person.userId ?? person.id } }),
    }));
  });
}

function useItems(q: string) {
  const navigate = useNavigate();
  return useKind("items", q, useMay("catalog:read"), async (signal) => {
    const { data } = await catalogApi.items({ search: q, limit: MOST_OF_KIND }, signal);
    return data.map(({ id, name }) => ({
      ...{ id, group: screenName("/catalog"), label: name, note: id },
      run: () => void navigate({ to: "/catalog", search: { q: id } }),
    }));
  });
}

function useLeads(q: string) {
  const navigate = useNavigate();
  return useKind("leads", q, useMay("leads:read"), async (signal) => {
    const { data } = await leadsApi.list({ q }, { limit: MOST_OF_KIND, cursor: undefined }, signal);
    return data.map((lead) => ({
      ...{ id: lead.id, group: screenName("/leads"), label: personName(lead) ?? lead.id },
      note: readTrait(lead, "company") ?? readTrait(lead, "email"),
      run: () => void navigate({ to: "/leads", search: { lead: lead.id } }),
    }));
  });
}

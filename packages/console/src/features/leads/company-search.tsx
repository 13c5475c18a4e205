import type { CompanySearchName, FoundCompany } from "@rapport/contracts/lead-companies";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { t, tn } from "../../lib/text.ts";
import { Button } from "../../ui/button.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { Section } from "../../ui/section.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { SOURCE_LABELS } from "./company-words.ts";
import { leadsApi } from "./leads-api.ts";
import type { LeadsSearch } from "./leads-search.ts";

/** Fewer letters are no search. */
const LEAST = 2;

type CompanySearchProps = {
  search: LeadsSearch;
  source: CompanySearchName | undefined;
  onChange: (part: LeadsSearch) => void;
};

/** Companies that words are about. A service is asked once somebody says so, not by each letter: it may cost. */
export function CompanySearch({ search: { companies: asked }, source, onChange }: CompanySearchProps) {
  const [words, setWords] = useState(asked ?? "");
  const found = useQuery({
    queryKey: ["companies", asked],
    queryFn: ({ signal }) => leadsApi.companies(asked ?? "", signal),
    enabled: asked !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  return (
    <Section title={t("Find companies")}>
      <form
        className="flex items-end gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          if (words.trim().length >= LEAST) onChange({ companies: words.trim() });
        }}
      >
        <TextField
          label={t("What they do, and where")}
          shown={t("What they do, and where")}
          placeholder={t("e.g. climbing gyms in Lyon")}
          value={words}
          maxLength={200}
          onChange={setWords}
          className="flex-1"
        />
        <Button type="submit" disabled={words.trim().length < LEAST || found.isFetching}>
          {t("Find")}
        </Button>
      </form>
      {source !== undefined && <p className="mt-2 text-small text-ink-3">{describeSource(source)}</p>}
      {found.isFetching && <SkeletonRows rows={3} height={40} />}
      {found.error && <ProblemNote title={t("The companies could not be looked for")} error={found.error} />}
      {found.data?.data.length === 0 && (
        <p role="status" className="mt-3 text-small text-ink-2">
          {t("No company was found. Fewer or other words find more.")}
        </p>
      )}
      <ul className="mt-2 flex flex-col gap-3">
        {found.data?.data.map((company) => (
          <Company key={company.domain} company={company} onChange={onChange} />
        ))}
      </ul>
    </Section>
  );
}

function describeSource(source: CompanySearchName): string {
  return source === "own-data"
    ? t("Looks among the companies of your own people. A search of the web is a setting of the server.")
    : t("Asks {source}, which sees these words and nothing else.", { source: SOURCE_LABELS[source] });
}

type CompanyProps = { company: FoundCompany; onChange: (part: LeadsSearch) => void };

function Company({ company: { domain, name, snippet, people }, onChange }: CompanyProps) {
  return (
    <li className="min-w-0 text-small">
      <span className="block break-words font-medium text-ink">{name}</span>
      {name !== domain && <span className="block break-words text-ink-3">{domain}</span>}
      {snippet !== "" && <span className="block break-words text-ink-2">{snippet}</span>}
      {people === 0 ? (
        <span className="text-ink-3">{t("Nobody of it has turned to you")}</span>
      ) : (
        <Button look="quiet" onClick={() => onChange({ q: `@${domain}` })}>
          {tn(people, "{count} person has turned to you", "{count} people have turned to you")}
        </Button>
      )}
    </li>
  );
}

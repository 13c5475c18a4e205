import type { CompanyEnricherName, EnrichLeadsAnswer } from "@rapport/contracts/lead-companies";
import { formatCount } from "../../lib/format.ts";
import { t, tn } from "../../lib/text.ts";
import { free, useChange } from "../../lib/use-change.ts";
import { Button } from "../../ui/button.tsx";
import { FactList } from "../../ui/fact-list.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { Section } from "../../ui/section.tsx";
import { SOURCE_LABELS } from "./company-words.ts";
import { leadsApi } from "./leads-api.ts";
import type { LeadsSearch } from "./leads-search.ts";

/** Leads of one look; a service is asked once for each of their companies. */
const AT_ONCE = 100;

type EnrichLeadsProps = { search: LeadsSearch; source: CompanyEnricherName | undefined };

/** What the leads of the list lack of their company: shown first, then filled. */
export function EnrichLeads({ search, source }: EnrichLeadsProps) {
  const fill = useChange({
    // What is filled is what was shown, whoever has come onto the list meanwhile.
    run: async (shown: readonly string[] | undefined) => {
      const page =
        shown ?? (await leadsApi.list(search, { cursor: undefined, limit: AT_ONCE })).data.map(({ id }) => id);
      const ids = [...page];
      if (ids.length === 0) return { ids, answer: undefined };
      return { ids, answer: await leadsApi.enrich(ids, shown === undefined) };
    },
    guard: (shown) => free(shown === undefined ? "it changes nothing" : "done again, it changes nothing more"),
    refresh: [["leads"], ["lead"]],
  });
  const { ids, answer } = fill.data ?? {};
  return (
    <Section title={t("Fill what is known of their companies")}>
      <p className="mb-3 text-small text-ink-2">
        {t("The first 100 leads of the list, by the domain of their address. What stands there is never replaced.")}{" "}
        {source !== undefined && describeSource(source)}
      </p>
      {answer?.dryRun !== true && (
        <Button disabled={fill.isPending} onClick={() => fill.mutate(undefined)}>
          {t("Look what would be filled")}
        </Button>
      )}
      {fill.error && <ProblemNote title={t("That did not work")} error={fill.error} />}
      {ids?.length === 0 && (
        <p role="status" className="mt-3 text-small text-ink-2">
          {t("There is no lead on this list.")}
        </p>
      )}
      {answer && <Filled answer={answer} />}
      {answer?.dryRun && (
        <Button
          look="primary"
          className="mt-3"
          disabled={fill.isPending || answer.changed === 0}
          onClick={() => fill.mutate(ids)}
        >
          {tn(answer.changed, "Fill {count} lead", "Fill {count} leads")}
        </Button>
      )}
    </Section>
  );
}

function describeSource(source: CompanyEnricherName): string {
  return source === "own-data"
    ? t("What your own people have said of a company fills what others there have not.")
    : t("Asks {source}, which sees the domains and nothing else.", { source: SOURCE_LABELS[source] });
}

function Filled({ answer }: { answer: EnrichLeadsAnswer }) {
  const { dryRun, changed, unchanged, unknown, withoutCompany, differences, stopped } = answer;
  return (
    <div className="mt-3 flex flex-col gap-3">
      {stopped && (
        <p role="alert" className="break-words text-small text-ember">
          {t("It stopped: {message}. Repeating it goes on where it was.", { message: stopped.message })}
        </p>
      )}
      <FactList
        facts={[
          { name: dryRun ? t("Would be filled") : t("Filled"), value: formatCount(changed) },
          { name: t("Known already"), value: formatCount(unchanged) },
          { name: t("Nothing known"), value: formatCount(unknown) },
          { name: t("Without a company's address"), value: formatCount(withoutCompany) },
        ]}
      />
      <ul className="flex flex-col gap-2 text-small">
        {differences.map(({ leadId, domain, changes }) => (
          <li key={leadId} className="min-w-0 break-words">
            <span className="text-ink">{domain}</span> <span className="text-ink-3">{leadId}</span>
            {changes.map(({ trait, to, evidence }) => (
              <span key={trait} className="block text-ink-3" title={evidence}>
                {trait}: <span className="text-ink-2">{to}</span>
              </span>
            ))}
          </li>
        ))}
      </ul>
    </div>
  );
}

import type { PutComputedTrait } from "@rapport/contracts/computed-traits";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { t, tn } from "../../lib/text.ts";
import { Pill } from "../../ui/pill.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { SearchField } from "../../ui/search-field.tsx";
import { Section } from "../../ui/section.tsx";
import { TimeAgo } from "../../ui/time-ago.tsx";
import { TraitValueText } from "./trait-value-text.tsx";
import { traitsApi } from "./traits-api.ts";

type TraitTryoutProps = {
  trait: PutComputedTrait | undefined;
  person: string;
  onPerson: (person: string) => void;
};

/** What the definition gives for one person, while it is being written, and of which events. */
export function TraitTryout({ trait, person, onPerson }: TraitTryoutProps) {
  return (
    <Section title={t("Try it on a person")}>
      <SearchField
        label={t("User id to try it on")}
        placeholder={t("User id")}
        value={person}
        onChange={onPerson}
        className="max-w-xs"
      />
      {trait && person !== "" && <Result trait={trait} person={person} />}
      {!trait && person !== "" && <p className="mt-2 text-body text-ink-3">{t("Complete the definition first.")}</p>}
    </Section>
  );
}

function Result({ trait, person }: { trait: PutComputedTrait; person: string }) {
  const { definition } = trait;
  const preview = useQuery({
    queryKey: ["trait-preview", person, definition],
    queryFn: () => traitsApi.preview({ userId: person, definition }),
    placeholderData: (before) => before,
    retry: false,
  });
  if (preview.isError) return <ProblemNote title={t("It could not be tried")} error={preview.error} />;
  if (!preview.data) return null;
  const { value, isEstimate, evidence, eventsRead, isComplete } = preview.data;
  return (
    <div className="mt-3" aria-live="polite">
      <p className="flex flex-wrap items-center gap-2">
        <span className="text-title font-medium text-ink">
          <TraitValueText value={value} />
        </span>
        {isEstimate && <Pill look="honey">{t("Estimate")}</Pill>}
        <span className="text-small text-ink-3">
          {isComplete ? "" : `${t("the latest")} `}
          {tn(eventsRead, "{count} event read", "{count} events read")}
        </span>
      </p>
      {evidence.length > 0 && <p className="mt-3 text-small text-ink-3">{t("Made of, the latest first:")}</p>}
      <ul className="mt-1 flex flex-col gap-1">
        {evidence.map(({ name, timestamp, messageId }) => (
          <li key={messageId} className="flex gap-3 text-body">
            <Link to="/events" search={{ name, selected: messageId }} className="truncate text-ink hover:text-accent">
              {name}
            </Link>
            <TimeAgo iso={timestamp} className="shrink-0 text-small text-ink-3" />
          </li>
        ))}
      </ul>
      {evidence.length === 0 && <p className="mt-1 text-body text-ink-3">{t("No event of this person counts.")}</p>}
    </div>
  );
}

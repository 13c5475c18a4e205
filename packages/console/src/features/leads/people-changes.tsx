import { t } from "../../lib/text.ts";
import { Section } from "../../ui/section.tsx";

type PersonChange = {
  key: string | number;
  name: string | null;
  isNew: boolean;
  changes: readonly { what: string; from: unknown; to: string }[];
};

/** What changes of whom; nothing where nothing does. */
export function PeopleChanges({ people }: { people: readonly PersonChange[] }) {
  if (people.length === 0) return null;
  return (
    <Section title={t("People")}>
      <ul className="flex flex-col gap-2 text-small">
        {people.map(({ key, name, isNew, changes }) => (
          <li key={key} className="min-w-0">
            <span className="block break-words text-ink">
              {name} <span className="text-ink-3">{isNew ? t("new") : t("changed")}</span>
            </span>
            {changes.map(({ what, from, to }) => (
              <span key={what} className="block break-words text-ink-3">
                {what}: {from === null ? "" : `${from} → `}
                <span className="text-ink-2">{to}</span>
              </span>
            ))}
          </li>
        ))}
      </ul>
    </Section>
  );
}

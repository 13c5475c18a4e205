import type { ContentPiece } from "@rapport/contracts/content";
import { Link } from "@tanstack/react-router";
import { t, tn } from "../../lib/text.ts";
import { Section } from "../../ui/section.tsx";
import { sourceName } from "./content-words.ts";

/** The statements that the texts may rest on, each with where it comes from. */
export function FactSources({ facts }: { facts: ContentPiece["facts"] }) {
  return (
    <Section
      title={t("What it was written from")}
      aside={<span className="text-small text-ink-3">{tn(facts.length, "{count} fact", "{count} facts")}</span>}
    >
      {facts.length === 0 && (
        <p className="text-body text-ink-3">{t("No fact was given, so nothing may be claimed.")}</p>
      )}
      <ul className="flex max-w-3xl flex-col gap-1.5 text-body">
        {facts.map(({ text, source }) => (
          <li key={`${source} ${text}`} className="flex flex-wrap gap-x-2">
            <span className="min-w-0 break-words text-ink-2">{text}</span>
            <FactSource source={source} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

/** Where a statement stands; a passage of a document is opened there. */
function FactSource({ source }: { source: string }) {
  const document = /^knowledge:(kdc_[^.]+)/.exec(source)?.[1];
  const item = /^catalog:(.+)$/s.exec(source)?.[1];
  const look = "text-small text-accent underline-offset-2 hover:underline";
  if (document !== undefined) {
    return (
      <Link to="/knowledge" search={{ document }} className={look}>
        {sourceName(source)}
      </Link>
    );
  }
  if (item !== undefined) {
    return (
      <Link to="/catalog" search={{ q: item }} className={look}>
        {sourceName(source)}
      </Link>
    );
  }
  return <span className="text-small text-ink-3">{sourceName(source)}</span>;
}

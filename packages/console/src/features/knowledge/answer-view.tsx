import type { AnswerClaim, KnowledgeAnswer } from "@rapport/contracts/knowledge";
import { formatShare } from "../../lib/format.ts";
import { t } from "../../lib/text.ts";
import { HoverNote } from "../../ui/hover-note.tsx";
import { Pill } from "../../ui/pill.tsx";
import { Section } from "../../ui/section.tsx";

const TYPES = {
  fact: t("a fact"),
  "how-to": t("how to do something"),
  comparison: t("a comparison"),
  broad: t("an overview"),
};
const PROBLEMS = {
  number: t("the number is not in the passage"),
  date: t("the date is not in the passage"),
  name: t("the name is not in the passage"),
  negation: t("one says yes where the other says no"),
  coverage: t("the passages say something else"),
};

/** The answer with its citations, how far it can be relied on, and the statements that were left out. */
export function AnswerView({ answer }: { answer: KnowledgeAnswer }) {
  const { status, confidence, groundedness, model, questionType, claims, reranker } = answer;
  const left = claims.filter(({ supported }) => !supported);
  return (
    <Section title={t("Answer")} aside={status === "unknown" && <Pill look="honey">{t("not answered")}</Pill>}>
      {status === "answered" ? (
        <p className="max-w-prose text-read text-pretty text-ink">
          {claims
            .filter(({ supported }) => supported)
            .map(({ text, citation }) => (
              <span key={text}>
                {text}{" "}
                <a
                  href={`#passage-${citation}`}
                  className="font-medium text-accent"
                  aria-label={t("Passage {citation}", { citation: citation ?? "" })}
                >
                  [{citation}]
                </a>{" "}
              </span>
            ))}
        </p>
      ) : (
        <p className="text-read text-ink">{answer.answer}</p>
      )}
      <dl className="mt-3 flex flex-wrap gap-x-6 gap-y-2 text-small text-ink-3">
        <Figure
          name={t("Confidence")}
          value={formatShare(confidence)}
          note={t(
            "How much of the question the cited passages cover, times the share of statements that they support. An estimate, not a probability.",
          )}
        />
        <Figure
          name={t("Grounded")}
          value={claims.length === 0 ? "–" : formatShare(groundedness)}
          note={t(
            "Share of the statements written whose words, numbers, names and dates stand in the passage they cite.",
          )}
        />
        <Figure
          name={t("Asked for")}
          value={TYPES[questionType]}
          note={t("Decides how it is searched and how long the answer is. Passages ordered by {reranker}.", {
            reranker,
          })}
        />
        {model && (
          <Figure
            name={t("Written by")}
            value={model}
            note={t("Only statements that the passages support are shown.")}
          />
        )}
      </dl>
      {left.length > 0 && <LeftOut claims={left} />}
    </Section>
  );
}

function Figure({ name, value, note }: { name: string; value: string; note: string }) {
  return (
    <div className="flex gap-1.5">
      <dt>{name}</dt>
      <dd className="text-ink">
        <HoverNote value={value} note={note} />
      </dd>
    </div>
  );
}

function LeftOut({ claims }: { claims: readonly AnswerClaim[] }) {
  return (
    <div className="mt-3 rounded-corner bg-ember-wash p-3">
      <h3 className="text-small font-medium text-ink">{t("Left out of the answer")}</h3>
      <ul className="mt-1 flex flex-col gap-1 text-body text-ink-2">
        {claims.map(({ text, problems }) => (
          <li key={text}>
            “{text}” — {[...new Set(problems.map(({ kind }) => PROBLEMS[kind]))].join(", ")}
          </li>
        ))}
      </ul>
    </div>
  );
}

import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useDeferredValue, useEffect, useState } from "react";
import { formatCount, shortId } from "../../lib/format.ts";
import { describeFailure } from "../../lib/problem-words.ts";
import { t } from "../../lib/text.ts";
import { Pill } from "../../ui/pill.tsx";
import { Section } from "../../ui/section.tsx";
import { personName } from "../people/person-name.ts";
import { findFault } from "./builder/read-boxes.ts";
import { segmentsApi } from "./segments-api.ts";

/** Rest after the last key before the server is asked. */
const PAUSE_MS = 250;

/** For how many people the rule holds now, and some of them. */
export function SegmentPreview({ text }: { text: string }) {
  const settled = useSettled(useDeferredValue(text));
  const fault = findFault(settled);
  const preview = useQuery({
    queryKey: ["segment-preview", settled],
    queryFn: ({ signal }) => segmentsApi.preview({ text: settled }, signal),
    placeholderData: (before) => before,
    retry: false,
    // What is still being written is no question yet.
    enabled: fault === undefined,
  });
  const { data, error } = preview;
  return (
    <Section title={t("Holds now for")} aside={data && !data.exact && <Pill look="honey">{t("Estimate")}</Pill>}>
      <div aria-live="polite" aria-busy={preview.isFetching}>
        {fault !== undefined && <p className="text-body text-ink-3">{fault}</p>}
        {!fault && error && <p className="text-body text-ember">{describeFailure(error)}</p>}
        {!fault && !error && data && (
          <>
            <p className="text-read font-semibold text-ink tabular-nums">
              {formatCount(data.count)}{" "}
              <span className="font-normal text-ink-3">{t("of {people} people", { people: data.people })}</span>
            </p>
            <p className="text-small text-ink-3 tabular-nums">
              {t("Counted in {tookMs} ms.", { tookMs: Math.round(data.tookMs) })}
            </p>
            {!data.exact && (
              <p className="text-small text-ink-3">
                {t("Between {low} and {high}, 95 times of 100.", { low: data.low, high: data.high })}
              </p>
            )}
            <ul className="mt-2 flex flex-wrap gap-x-3 gap-y-1">
              {data.sample.map((person) => (
                <li key={person.id}>
                  <Link to="/people/$id" params={{ id: person.id }} className="text-body text-accent hover:underline">
                    {personName(person) ?? t("Anonymous {id}", { id: shortId(person.id) })}
                  </Link>
                </li>
              ))}
            </ul>
          </>
        )}
      </div>
    </Section>
  );
}

/** A value that has not changed for a moment. */
function useSettled(value: string): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}

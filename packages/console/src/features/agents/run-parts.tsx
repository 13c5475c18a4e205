import type { AgentRun } from "@rapport/contracts/agents";
import { Link } from "@tanstack/react-router";
import { t } from "../../lib/text.ts";
import { Section } from "../../ui/section.tsx";
import { TimeAgo } from "../../ui/time-ago.tsx";
import { RunStatePill } from "./run-state-pill.tsx";

/** Runs that others do for this one. */
export function RunParts({ parts }: { parts: readonly AgentRun[] }) {
  return (
    <Section title={t("Parts")}>
      <ol className="flex flex-col gap-1">
        {parts.map(({ id, graph, title, state, createdAt, error }) => (
          <li key={id} className="text-body text-ink-2">
            <span className="flex flex-wrap items-center gap-2">
              <Link to="/runs" search={{ run: id }} className="font-medium text-accent" title={title}>
                {graph}
              </Link>
              <RunStatePill state={state} />
              <TimeAgo iso={createdAt} className="text-small text-ink-3" />
            </span>
            {error && <span className="block text-small break-words text-ember">{error}</span>}
          </li>
        ))}
      </ol>
    </Section>
  );
}

/** The run that another one is a part of, or was forked from. */
export function Whole({ id }: { id: string }) {
  return (
    <Link to="/runs" search={{ run: id }} className="text-accent">
      {id}
    </Link>
  );
}

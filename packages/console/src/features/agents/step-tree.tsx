import type { AgentStep } from "@rapport/contracts/agents";
import { formatDigits } from "../../lib/format.ts";
import { t, tn, word } from "../../lib/text.ts";
import { Pill } from "../../ui/pill.tsx";

const LOOKS = { running: "accent", waiting: "honey", completed: "quiet", failed: "ember" } as const;

/** What a run did: its nodes in order, and below each the questions that it asked models, with what they cost. */
export function StepTree({ steps }: { steps: readonly AgentStep[] }) {
  const nodes = steps.filter(({ kind }) => kind === "node");
  return (
    <ol className="flex flex-col gap-2">
      {nodes.map((node) => (
        <li key={node.id}>
          <StepLine step={node} />
          <ol className="ms-3 border-s border-line ps-3">
            {steps
              .filter(({ parentId }) => parentId === node.id)
              .map((step) => (
                <li key={step.id}>
                  <StepLine step={step} />
                </li>
              ))}
          </ol>
        </li>
      ))}
    </ol>
  );
}

function StepLine({ step }: { step: AgentStep }) {
  return (
    <div className="py-1">
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1 text-body">
        <span className="font-medium text-ink">{step.name}</span>
        {step.state !== "completed" && <Pill look={LOOKS[step.state]}>{word(step.state)}</Pill>}
        {step.attempts > 1 && <Pill look="honey">{tn(step.attempts, "{count} attempt", "{count} attempts")}</Pill>}
        <span className="text-small text-ink-3 tabular-nums">{describe(step)}</span>
      </div>
      {step.error && <p className="text-small break-words text-ember">{step.error}</p>}
    </div>
  );
}

function describe({ durationMs, model, inputTokens, outputTokens, costMicros, cached }: AgentStep): string {
  const parts = [
    durationMs === null ? "" : t("{durationMs} ms", { durationMs }),
    model ?? "",
    inputTokens + outputTokens > 0 ? t("{inputTokens} + {outputTokens} tokens", { inputTokens, outputTokens }) : "",
    costMicros > 0 ? formatDigits(costMicros / 1e6, 4) : "",
    cached ? t("from memory") : "",
  ];
  return parts.filter((part) => part !== "").join(" · ");
}

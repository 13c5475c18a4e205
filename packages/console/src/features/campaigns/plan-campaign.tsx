import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { t } from "../../lib/text.ts";
import { undone, useChange } from "../../lib/use-change.ts";
import { Button } from "../../ui/button.tsx";
import { FormField } from "../../ui/form-field.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { Section } from "../../ui/section.tsx";
import { agentsApi } from "../agents/agents-api.ts";

const FIRST = { budget: "600", days: "14", holdout: "20" };
type Said = typeof FIRST;

/** Has agents plan a campaign from what people did; it waits for a yes before anything is spent. */
export function PlanCampaign() {
  const navigate = useNavigate();
  const [said, setSaid] = useState<Said>(FIRST);
  const plan = useChange({
    run: () => agentsApi.start("coordinator", toInput(said)),
    guard: undone(t("Agents are at it."), ({ id }: { id: string }) => agentsApi.command({ id, command: "cancel" })),
    refresh: [["runs"]],
    onSuccess: ({ id }) => void navigate({ to: "/runs", search: { run: id } }),
  });
  const bind = (part: keyof Said) => ({
    value: said[part],
    required: true,
    onChange: (event: { target: { value: string } }) => setSaid({ ...said, [part]: event.target.value }),
  });
  return (
    <Section title={t("Have agents plan a campaign")}>
      <p className="mb-3 max-w-prose text-body text-ink-2">
        {t(
          "They find who is nearest to buying, write three versions of each ad from the catalog, and lay the plan before you. Deployed on the simulated platform, its days pass at once.",
        )}
      </p>
      <form
        className="grid max-w-2xl gap-x-4 gap-y-2 md:grid-cols-2"
        onSubmit={(event) => {
          event.preventDefault();
          plan.mutate();
        }}
      >
        <FormField
          label={t("Budget")}
          hint={t("In the project's currency.")}
          type="number"
          min={100}
          step={1}
          {...bind("budget")}
        />
        <FormField label={t("Days")} type="number" min={3} max={60} step={1} {...bind("days")} />
        <FormField
          label={t("Held out, %")}
          hint={t("People who do not see it, to tell what it changed.")}
          type="number"
          min={0}
          max={50}
          step={1}
          {...bind("holdout")}
        />
        <div className="md:col-span-2">
          <Button type="submit" look="primary" disabled={plan.isPending}>
            {t("Plan it")}
          </Button>
        </div>
      </form>
      {plan.error && <ProblemNote title={t("The plan could not be begun")} error={plan.error} />}
    </Section>
  );
}

function toInput({ budget, days, holdout }: Said) {
  return {
    siteUrl: window.location.origin,
    budgetCents: Math.round(Number(budget) * 100),
    days: Number(days),
    holdout: Number(holdout) / 100,
  };
}

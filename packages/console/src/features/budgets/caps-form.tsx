import type { Budget } from "@rapport/contracts/budgets";
import { budgetSchema } from "@rapport/contracts/budgets";
import { useState } from "react";
import { request } from "../../lib/api.ts";
import { t } from "../../lib/text.ts";
import { undone, useChange } from "../../lib/use-change.ts";
import { Button } from "../../ui/button.tsx";
import { FormField } from "../../ui/form-field.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { Section } from "../../ui/section.tsx";

type CapsFormProps = { budget: Budget; queryKey: readonly string[]; path: string };

/** Sets the caps; empty is no cap. */
export function CapsForm({ budget, queryKey, path }: CapsFormProps) {
  const [said, setSaid] = useState({
    currency: budget.currency,
    dayCapCents: toAmount(budget.dayCapCents),
    monthCapCents: toAmount(budget.monthCapCents),
    projectCapCents: toAmount(budget.projectCapCents),
    autoApproveCents: toAmount(budget.autoApproveCents),
  });
  const put = (body: object) => request(path, { method: "PUT", body, schema: budgetSchema });
  const save = useChange({
    run: () => {
      const { currency, ...caps } = said;
      const cents = Object.fromEntries(Object.entries(caps).map(([name, amount]) => [name, toCents(amount)]));
      return put({ currency: currency.toUpperCase(), ...cents });
    },
    guard: undone(t("Saved."), () => {
      const { currency, dayCapCents, monthCapCents, projectCapCents, autoApproveCents } = budget;
      return put({ currency, dayCapCents, monthCapCents, projectCapCents, autoApproveCents });
    }),
    refresh: [queryKey],
  });
  const bind = (part: keyof typeof said) => ({
    value: said[part],
    onChange: (event: { target: { value: string } }) => setSaid({ ...said, [part]: event.target.value }),
  });
  const amount = { type: "number", min: 0, step: 0.01, placeholder: t("No cap") } as const;
  return (
    <Section title={t("Caps")}>
      <form
        className="grid max-w-2xl gap-x-4 gap-y-2 md:grid-cols-2"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <FormField label={t("Each day")} {...amount} {...bind("dayCapCents")} />
        <FormField label={t("Each month")} {...amount} {...bind("monthCapCents")} />
        <FormField label={t("All time")} {...amount} {...bind("projectCapCents")} />
        <FormField
          label={t("Campaigns of agents without asking, up to")}
          {...amount}
          placeholder={t("Always ask")}
          {...bind("autoApproveCents")}
        />
        <FormField label={t("Currency")} required maxLength={3} {...bind("currency")} />
        <div className="md:col-span-2">
          <Button type="submit" look="primary" disabled={save.isPending}>
            {save.isSuccess ? t("Saved") : t("Save caps")}
          </Button>
        </div>
      </form>
      {save.error && <ProblemNote title={t("The caps could not be saved")} error={save.error} />}
    </Section>
  );
}

function toAmount(cents: number | null): string {
  return cents === null ? "" : String(cents / 100);
}

function toCents(amount: string): number | null {
  return amount.trim() === "" ? null : Math.round(Number(amount) * 100);
}

import type { PutCampaign } from "@rapport/contracts/campaigns";
import { useState } from "react";
import { t } from "../../lib/text.ts";
import { undone, useChange } from "../../lib/use-change.ts";
import { Button } from "../../ui/button.tsx";
import { FormField } from "../../ui/form-field.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { Section } from "../../ui/section.tsx";
import { CAMPAIGNS_KEY, campaignsApi } from "./campaigns-api.ts";

const DAY_MS = 86_400_000;
const dayIn = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);
const FIRST = {
  name: "",
  landingUrl: "",
  segment: "",
  countries: "DE",
  currency: "EUR",
  budget: "300",
  daily: "20",
  endsOn: "",
  headline: "",
  description: "",
};
type Said = typeof FIRST;

/** Drafts a campaign on the sandbox platform; nothing leaves the house before it is proposed and approved. */
export function CampaignForm({ onDone }: { onDone: (id: string | undefined) => void }) {
  const [said, setSaid] = useState<Said>({ ...FIRST, endsOn: dayIn(13) });
  const create = useChange({
    run: () => campaignsApi.create(toCampaign(said)),
    guard: undone(t("Added as a draft."), ({ id }: { id: string }) => campaignsApi.remove(id)),
    refresh: [CAMPAIGNS_KEY],
  });
  const bind = (part: keyof Said) => ({
    value: said[part],
    required: part !== "segment",
    onChange: (event: { target: { value: string } }) => setSaid({ ...said, [part]: event.target.value }),
  });
  return (
    <Section title={t("New campaign")}>
      <form
        className="grid max-w-2xl gap-x-4 gap-y-2 md:grid-cols-2"
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate(undefined, { onSuccess: ({ id }) => onDone(id) });
        }}
      >
        <FormField label={t("Name")} maxLength={80} {...bind("name")} />
        <FormField
          label={t("Leads to")}
          type="url"
          placeholder={"https://shop.example/kettles"}
          {...bind("landingUrl")}
        />
        <FormField
          label={t("Segment")}
          hint={t("Whom it is for: a segment's id. Empty: whom the platforms choose.")}
          {...bind("segment")}
        />
        <FormField label={t("Countries")} hint={t("Two letters each, commas between them.")} {...bind("countries")} />
        <FormField label={t("Budget")} type="number" min={1} step={0.01} {...bind("budget")} />
        <FormField label={t("A day")} type="number" min={1} step={0.01} {...bind("daily")} />
        <FormField label={t("Currency")} maxLength={3} {...bind("currency")} />
        <FormField label={t("Last day")} type="date" {...bind("endsOn")} />
        <FormField label={t("Headline")} maxLength={90} {...bind("headline")} />
        <FormField label={t("Text")} maxLength={200} {...bind("description")} />
        <div className="flex gap-2 md:col-span-2">
          <Button type="submit" look="primary" disabled={create.isPending}>
            {t("Add as a draft")}
          </Button>
          <Button look="quiet" onClick={() => onDone(undefined)}>
            {t("Cancel")}
          </Button>
        </div>
      </form>
      {create.error && <ProblemNote title={t("The campaign could not be added")} error={create.error} />}
    </Section>
  );
}

function toCampaign(said: Said): PutCampaign {
  const countries = said.countries.split(",").map((country) => country.trim().toUpperCase());
  const cents = (amount: string) => Math.round(Number(amount) * 100);
  const creative = { variant: "A", headlines: [said.headline], descriptions: [said.description] };
  return {
    name: said.name,
    objective: "sales",
    audienceSegmentId: said.segment.trim() || null,
    holdout: 0.1,
    conversionEvent: "Order Completed",
    targeting: { countries: countries.filter((country) => country !== ""), ageMin: 18, ageMax: 65, keywords: [] },
    landingUrl: said.landingUrl,
    budgetCents: cents(said.budget),
    currency: said.currency.trim().toUpperCase(),
    startsOn: dayIn(0),
    endsOn: said.endsOn,
    learningDays: 3,
    mayMoveBudget: false,
    channels: [{ platform: "sandbox", placement: "feed", dailyBudgetCents: cents(said.daily), creatives: [creative] }],
  };
}

import type { LaunchKit } from "@rapport/contracts/launches";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { formatCount, formatDigits } from "../../lib/format.ts";
import { t } from "../../lib/text.ts";
import { Button } from "../../ui/button.tsx";
import { FactList } from "../../ui/fact-list.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { Section } from "../../ui/section.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { CAMPAIGNS_KEY, campaignsApi } from "./campaigns-api.ts";

const route = getRouteApi("/campaigns");
const REFRESH_MS = 60_000;

/** A campaign's texts for Product Hunt's form, which takes launches by hand alone, and how a launch does. */
export function LaunchPanel({ campaignId }: { campaignId: string }) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <Section title={t("Launch on Product Hunt")}>
      <details className="text-body" onToggle={(event) => setIsOpen(event.currentTarget.open)}>
        <summary className="cursor-pointer text-small text-ink-2">{t("Texts for its form")}</summary>
        {isOpen && <Kits campaignId={campaignId} />}
      </details>
      <LaunchWatch />
    </Section>
  );
}

function Kits({ campaignId }: { campaignId: string }) {
  const kits = useQuery({
    queryKey: [...CAMPAIGNS_KEY, campaignId, "launch-kit"],
    queryFn: ({ signal }) => campaignsApi.launchKit(campaignId, signal),
  });
  if (kits.isPending) return <SkeletonRows rows={3} height={32} />;
  if (kits.isError) return <ProblemNote title={t("The texts could not be loaded")} error={kits.error} />;
  return (
    <ul className="mt-3 grid gap-5">
      {kits.data.data.map((kit) => (
        <Kit key={JSON.stringify(kit)} kit={kit} />
      ))}
    </ul>
  );
}

function Kit({ kit: { name, tagline, description, url, comment, problems } }: { kit: LaunchKit }) {
  const texts = [
    { name: t("Name"), value: name },
    { name: t("Tagline"), value: tagline },
    { name: t("Description"), value: description },
    { name: t("First comment"), value: comment },
    { name: t("Leads to"), value: url },
  ];
  return (
    <li>
      <FactList facts={texts.filter(({ value }) => value !== "").map((text) => ({ ...text, copy: text.value }))} />
      {problems.length > 0 && (
        <ul className="mt-2 grid gap-1 text-small text-ember">
          {problems.map(({ pointer, message }) => (
            <li key={`${pointer} ${message}`}>{`${pointer} ${message}`}</li>
          ))}
        </ul>
      )}
    </li>
  );
}

/** The launch that the address names, as it is now. */
function LaunchWatch() {
  const { launch: slug } = route.useSearch();
  const navigate = route.useNavigate();
  const [typed, setTyped] = useState(slug ?? "");
  const launch = useQuery({
    queryKey: ["launches", slug ?? ""],
    queryFn: ({ signal }) => campaignsApi.launch(slug ?? "", signal),
    refetchInterval: REFRESH_MS,
    retry: false,
    enabled: slug !== undefined,
  });
  const look = () =>
    void navigate({ search: (before) => ({ ...before, launch: typed.trim() || undefined }), replace: true });
  return (
    <div className="mt-3">
      <form
        className="flex flex-wrap items-end gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          look();
        }}
      >
        <TextField
          label={t("Last part of the launch's address")}
          shown={t("Last part of the launch's address")}
          value={typed}
          maxLength={255}
          onChange={setTyped}
        />
        <Button type="submit">{t("How it does")}</Button>
      </form>
      {launch.error && <ProblemNote title={t("The launch could not be looked up")} error={launch.error} />}
      {launch.data && (
        <div className="mt-3" aria-live="polite">
          <FactList
            facts={[
              { name: t("Name"), value: launch.data.name },
              { name: t("Votes"), value: formatCount(launch.data.votesCount) },
              { name: t("Comments"), value: formatCount(launch.data.commentsCount) },
              { name: t("Mean of its reviews"), value: formatDigits(launch.data.reviewsRating, 1) },
            ]}
          />
        </div>
      )}
    </div>
  );
}

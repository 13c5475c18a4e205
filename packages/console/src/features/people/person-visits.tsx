import type { Profile } from "@rapport/contracts/profiles";
import { useQuery } from "@tanstack/react-query";
import { formatCount, formatDigits } from "../../lib/format.ts";
import { t } from "../../lib/text.ts";
import { FactList } from "../../ui/fact-list.tsx";
import { Pill } from "../../ui/pill.tsx";
import { Section } from "../../ui/section.tsx";
import { TimeAgo } from "../../ui/time-ago.tsx";
import { useMay } from "../session/use-may.ts";
import { ConsentHistory } from "./consent-history.tsx";
import { personApi } from "./person-api.ts";

/** How often and how long a person visits; nothing where no client numbers visits. */
export function PersonVisits({ id }: { id: string }) {
  const visits = useQuery({
    queryKey: ["person", id, "visits"],
    queryFn: ({ signal }) => personApi.visits(id, signal),
  });
  if (!visits.data || visits.data.count === 0) return null;
  const { count, averageSeconds, lastStartedAt, isComplete } = visits.data;
  return (
    <Section title={t("Visits")}>
      <FactList
        facts={[
          { name: t("Counted"), value: isComplete ? formatCount(count) : t("{count} in the latest events", { count }) },
          ...(averageSeconds === null ? [] : [{ name: t("Average"), value: formatLength(averageSeconds) }]),
          ...(lastStartedAt === null ? [] : [{ name: t("Last"), value: <TimeAgo iso={lastStartedAt} /> }]),
        ]}
      />
    </Section>
  );
}

/** What the person decided about consent, and for whom may see it every decision before; nothing while there is none. */
export function PersonConsent({ id, profile }: { id: string; profile: Profile }) {
  const maySeeAll = useMay("privacy:read");
  const decisions = Object.entries(profile.consent);
  if (decisions.length === 0) return null;
  if (maySeeAll)
    return (
      <Section title={t("Consent")}>
        <ConsentHistory id={id} />
      </Section>
    );
  return (
    <Section title={t("Consent")}>
      <FactList
        facts={decisions.map(([category, { granted, at }]) => ({
          name: category,
          value: (
            <span className="flex flex-wrap items-center gap-2">
              <Pill look={granted ? "accent" : "ember"}>{granted ? t("Granted") : t("Denied")}</Pill>
              <TimeAgo iso={at} className="text-small text-ink-3" />
            </span>
          ),
        }))}
      />
    </Section>
  );
}

function formatLength(seconds: number): string {
  if (seconds < 60) return t("{seconds} s", { seconds: Math.round(seconds) });
  return seconds < 3_600
    ? t("{seconds} min", { seconds: Math.round(seconds / 60) })
    : t("{hours} h", { hours: formatDigits(seconds / 3_600, 1) });
}

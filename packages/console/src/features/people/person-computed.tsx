import type { Profile } from "@rapport/contracts/profiles";
import { Link } from "@tanstack/react-router";
import { t } from "../../lib/text.ts";
import { FactList } from "../../ui/fact-list.tsx";
import { Pill } from "../../ui/pill.tsx";
import { Section } from "../../ui/section.tsx";
import { TraitValueText } from "../computed-traits/trait-value-text.tsx";

/** Facts that are made of the person's events; nothing while none is defined. */
export function PersonComputed({ profile }: { profile: Profile }) {
  const entries = Object.entries(profile.computedTraits);
  if (entries.length === 0) return null;
  return (
    <Section
      title={t("Computed traits")}
      aside={
        <Link
          to="/computed-traits"
          search={{ person: profile.userId ?? profile.id }}
          className="text-small text-accent hover:underline"
        >
          {t("Definitions")}
        </Link>
      }
    >
      <FactList
        facts={entries.map(([key, { value, isEstimate }]) => ({
          name: key,
          value: (
            <span className="flex flex-wrap items-center gap-2">
              <TraitValueText value={value} />
              {isEstimate && <Pill look="honey">{t("Estimate")}</Pill>}
            </span>
          ),
        }))}
      />
    </Section>
  );
}

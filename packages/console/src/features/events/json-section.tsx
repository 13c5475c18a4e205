import { t } from "../../lib/text.ts";
import { JsonTree } from "../../ui/json-tree.tsx";
import { Section } from "../../ui/section.tsx";
import { Segmented } from "../../ui/segmented.tsx";
import type { EventsSearch } from "./event-filter.ts";

type JsonSectionProps = {
  title: string;
  value: unknown;
  highlight?: string;
  view: "raw" | undefined;
  onChange: (part: EventsSearch, replace?: boolean) => void;
};

/** JSON to read as a tree, or raw to compare with what was sent. */
export function JsonSection({ title, value, highlight, view, onChange }: JsonSectionProps) {
  return (
    <Section
      title={title}
      aside={
        <Segmented
          label={t("View of {title}", { title })}
          value={view ?? "tree"}
          onChange={(next) => onChange({ view: next === "raw" ? "raw" : undefined }, true)}
          options={[
            { value: "tree", label: t("Tree"), name: t("Tree") },
            { value: "raw", label: t("Raw"), name: t("Raw") },
          ]}
        />
      }
    >
      {view === "raw" ? (
        <pre className="rounded-corner bg-sunken p-3 font-mono text-small leading-5 break-all whitespace-pre-wrap text-ink">
          {JSON.stringify(value, null, 2)}
        </pre>
      ) : (
        <JsonTree value={value} {...(highlight === undefined ? {} : { highlight })} />
      )}
    </Section>
  );
}

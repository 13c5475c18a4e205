import { useState } from "react";
import { t } from "../../lib/text.ts";
import { Button } from "../../ui/button.tsx";
import { FormField } from "../../ui/form-field.tsx";
import { SelectField } from "../../ui/select-field.tsx";
import type { WayProps } from "./way-props.ts";

const DEPTHS = [
  { value: "0", label: t("This page alone") },
  { value: "1", label: t("And the pages it links to") },
  { value: "2", label: t("Two links deep") },
  { value: "3", label: t("Three links deep") },
];
const MOST = [10, 20, 50, 100, 200].map((count) => ({
  value: String(count),
  label: t("At most {count} pages", { count }),
}));

/** An address, and how far to go from it. */
export function SiteFields({ busy, onAdd }: WayProps) {
  const [url, setUrl] = useState("");
  const [depth, setDepth] = useState("1");
  const [most, setMost] = useState("20");
  return (
    <form
      className="flex max-w-2xl flex-col gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        onAdd({ kind: "url", url, depth: Number(depth), maxPages: Number(most), language: "en" });
      }}
    >
      <FormField
        label={t("Address")}
        type="url"
        value={url}
        required
        placeholder={"https://example.com/help"}
        hint={t("Pages of the same site are read as far as its robots.txt allows.")}
        onChange={(event) => setUrl(event.target.value)}
      />
      <div className="flex flex-wrap gap-2">
        <SelectField neutral label={t("How far")} value={depth} options={DEPTHS} onChange={setDepth} />
        <SelectField neutral label={t("How many")} value={most} options={MOST} onChange={setMost} />
      </div>
      <div className="mt-1">
        <Button look="primary" type="submit" disabled={busy || url.trim() === ""}>
          {busy ? t("Adding…") : t("Read the site")}
        </Button>
      </div>
    </form>
  );
}

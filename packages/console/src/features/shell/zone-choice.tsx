import { t } from "../../lib/text.ts";
import { chooseTimeZone, useTimeZone } from "../../lib/time-zone.ts";
import { Segmented } from "../../ui/segmented.tsx";

/** Which clock the times of all screens go by. */
export function ZoneChoice() {
  return (
    <Segmented
      label={t("Times")}
      value={useTimeZone()}
      onChange={chooseTimeZone}
      options={[
        { value: "local", name: t("Local"), label: t("Local") },
        { value: "utc", name: "UTC", label: "UTC" },
      ]}
    />
  );
}

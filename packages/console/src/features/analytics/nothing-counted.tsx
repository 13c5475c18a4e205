import { Link } from "@tanstack/react-router";
import { t } from "../../lib/text.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { GaugeIcon } from "../../ui/icons.tsx";

/** What an analysis says when nothing of its time counts. */
export function NothingCounted() {
  return (
    <EmptyState
      icon={<GaugeIcon size={20} />}
      title={t("Nothing happened in this time that counts here.")}
      action={
        <Link to="/events" className="text-accent hover:underline">
          {t("Look at what arrives")}
        </Link>
      }
    >
      {t("Choose more days or other events. Times are when things happened, in UTC.")}
    </EmptyState>
  );
}

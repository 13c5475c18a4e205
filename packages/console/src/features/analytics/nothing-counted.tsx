import { Link } from "@tanstack/react-router";
import { EmptyState } from "../../ui/empty-state.tsx";
import { GaugeIcon } from "../../ui/icons.tsx";

/** What an analysis says when nothing of its time counts. */
export function NothingCounted() {
  return (
    <EmptyState
      icon={<GaugeIcon size={20} />}
      title="Nothing happened in this time that counts here."
      action={
        <Link to="/events" className="text-accent hover:underline">
          Look at what arrives
        </Link>
      }
    >
      Choose more days or other events. Times are when things happened, in UTC.
    </EmptyState>
  );
}

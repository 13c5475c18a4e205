import { createRapport } from "./index.ts";
import { useTrack } from "./react.tsx";

/** As `rapport types` writes it. */
type RapportEvents = {
  "Signup Started": { plan: "free" | "pro"; seats?: number };
  "Page Printed": { copies?: number };
};

const rapport = createRapport<RapportEvents>();
rapport.track("Signup Started", { plan: "pro" }, { messageId: "m1" });
rapport.track("Page Printed");
// @ts-expect-error: an event that the plan does not name
rapport.track("Signup Finished", {});
// @ts-expect-error: a property that the plan demands is missing
rapport.track("Signup Started");
// @ts-expect-error: a value that the plan does not know
rapport.track("Signup Started", { plan: "gold" });

/** A component, as far as the rules of hooks go. */
export function Typed(): void {
  const track = useTrack<RapportEvents>();
  track("Page Printed", { copies: 2 });
  // @ts-expect-error: a value of another type
  track("Page Printed", { copies: "two" });
}

const free = createRapport();
free.track("Whatever", { any: "thing" });
free.track("Whatever");

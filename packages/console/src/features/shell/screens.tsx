import { BoxIcon, CheckIcon, CompassIcon, GaugeIcon, PeopleIcon, PulseIcon } from "../../ui/icons.tsx";

/** The screens in the order of the navigation. */
export const SCREENS = [
  { to: "/events", label: "Live events", short: "Events", keys: "g e", Icon: PulseIcon },
  { to: "/people", label: "People", short: "People", keys: "g p", Icon: PeopleIcon },
  { to: "/recommendations", label: "Recommendations", short: "Preview", keys: "g r", Icon: CompassIcon },
  { to: "/tracking-plan", label: "Tracking plan", short: "Plan", keys: "g t", Icon: CheckIcon },
  { to: "/catalog", label: "Catalog", short: "Catalog", keys: "g c", Icon: BoxIcon },
  { to: "/usage", label: "Usage", short: "Usage", keys: "g u", Icon: GaugeIcon },
] as const;

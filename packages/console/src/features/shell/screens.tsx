import {
  BoltIcon,
  BookIcon,
  BoxIcon,
  CheckIcon,
  ClustersIcon,
  CompassIcon,
  FlaskIcon,
  GaugeIcon,
  GearIcon,
  GridIcon,
  IdentifyIcon,
  KeyIcon,
  PencilIcon,
  PeopleIcon,
  PulseIcon,
  RowsIcon,
  SegmentsIcon,
  ShieldIcon,
  SigmaIcon,
  SlotIcon,
  SparkIcon,
  TargetIcon,
  WebhookIcon,
} from "../../ui/icons.tsx";

/** The screens by what one comes for, in the order of the navigation. `keys`, where there are some, are free choices, each once. */
const SECTIONS = [
  {
    title: "Watch",
    screens: [
      { to: "/overview", label: "Overview", short: "Start", Icon: GridIcon, needs: "analytics:read" },
      { to: "/events", label: "Live events", short: "Events", keys: "g e", Icon: PulseIcon },
      { to: "/people", label: "People", short: "People", keys: "g p", Icon: PeopleIcon },
      { to: "/segments", label: "Segments", short: "Segments", keys: "g s", Icon: SegmentsIcon },
      { to: "/analytics", label: "Analytics", short: "Numbers", Icon: GaugeIcon, needs: "analytics:read" },
      { to: "/clusters", label: "Clusters", short: "Clusters", Icon: ClustersIcon },
      { to: "/computed-traits", label: "Computed traits", short: "Traits", keys: "g f", Icon: SigmaIcon },
    ],
  },
  {
    title: "Decide",
    screens: [
      { to: "/recommendations", label: "Recommendations", short: "Preview", keys: "g r", Icon: CompassIcon },
      {
        to: "/placements",
        label: "Placements",
        short: "Slots",
        keys: "g l",
        Icon: SlotIcon,
        needs: "placements:read",
      },
      { to: "/models", label: "Models", short: "Models", keys: "g m", Icon: SparkIcon },
      { to: "/intents", label: "Intents", short: "Intents", keys: "g i", Icon: TargetIcon },
      {
        to: "/experiments",
        label: "Experiments",
        short: "Tests",
        keys: "g x",
        Icon: FlaskIcon,
        needs: "experiments:read",
      },
      { to: "/catalog", label: "Catalog", short: "Catalog", keys: "g c", Icon: BoxIcon },
      {
        to: "/knowledge",
        label: "Knowledge",
        short: "Knowledge",
        keys: "g o",
        Icon: BookIcon,
        needs: "knowledge:read",
      },
      {
        to: "/text-safety",
        label: "Text safety",
        short: "Safety",
        keys: "g y",
        Icon: ShieldIcon,
        needs: "text safety:read",
      },
    ],
  },
  {
    title: "Advertise",
    screens: [
      {
        to: "/campaigns",
        label: "Campaigns",
        short: "Campaigns",
        keys: "g d",
        Icon: TargetIcon,
        needs: "campaigns:read",
      },
      { to: "/content", label: "Content", short: "Content", Icon: PencilIcon, needs: "content:read" },
      { to: "/leads", label: "Leads", short: "Leads", keys: "g g", Icon: PeopleIcon, needs: "leads:read" },
      { to: "/budgets", label: "Budgets", short: "Budgets", keys: "g q", Icon: GaugeIcon, needs: "budgets:read" },
    ],
  },
  {
    title: "Run",
    screens: [
      { to: "/tracking-plan", label: "Tracking plan", short: "Plan", keys: "g t", Icon: CheckIcon },
      { to: "/triggers", label: "Triggers", short: "Triggers", keys: "g z", Icon: BoltIcon, needs: "triggers:read" },
      { to: "/webhooks", label: "Webhooks", short: "Webhooks", keys: "g w", Icon: WebhookIcon, needs: "webhooks:read" },
      {
        to: "/approvals",
        label: "Approvals",
        short: "Approve",
        keys: "g v",
        Icon: CheckIcon,
        needs: "approvals:read",
      },
      { to: "/runs", label: "Agent runs", short: "Agents", keys: "g n", Icon: SparkIcon, needs: "agents:read" },
      {
        to: "/connections",
        label: "Connections",
        short: "Links",
        keys: "g h",
        Icon: GridIcon,
        needs: "connections:read",
      },
      { to: "/jobs", label: "Jobs", short: "Jobs", keys: "g j", Icon: GearIcon, needs: "jobs:read" },
      { to: "/usage", label: "Usage", short: "Usage", keys: "g u", Icon: GaugeIcon },
    ],
  },
  {
    title: "Access",
    screens: [
      { to: "/account", label: "Your account", short: "Account", Icon: IdentifyIcon },
      { to: "/members", label: "Members", short: "Members", keys: "g b", Icon: PeopleIcon, needs: "members:read" },
      { to: "/keys", label: "Keys", short: "Keys", keys: "g k", Icon: KeyIcon, needs: "keys:read" },
      { to: "/audit", label: "Audit", short: "Audit", keys: "g a", Icon: RowsIcon, needs: "audit:read" },
    ],
  },
] as const;

type Listed = (typeof SECTIONS)[number]["screens"][number];

/** A screen as the navigation shows it; without `keys` it is reached by the palette and the mouse only. */
export type Screen = Pick<Listed, "to" | "label" | "short" | "Icon"> & { keys?: string; needs?: string };

export const SCREENS: readonly Screen[] = SECTIONS.flatMap((section): Screen[] => [...section.screens]);

/** The sections as far as somebody with these permissions may look. */
export function visibleSections(permissions: readonly string[]): { title: string; screens: Screen[] }[] {
  return SECTIONS.map(({ title, screens }: { title: string; screens: readonly Screen[] }) => ({
    title,
    screens: screens.filter(({ needs }) => needs === undefined || permissions.includes(needs)),
  })).filter(({ screens }) => screens.length > 0);
}

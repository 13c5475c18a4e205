import { t } from "../../lib/text.ts";
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
  LockIcon,
  PencilIcon,
  PeopleIcon,
  PulseIcon,
  RejectIcon,
  RowsIcon,
  SegmentsIcon,
  ShieldIcon,
  SigmaIcon,
  SlidersIcon,
  SlotIcon,
  SparkIcon,
  TargetIcon,
  WebhookIcon,
} from "../../ui/icons.tsx";

/** The screens by what one comes for, in the order of the navigation. `keys`, where there are some, are free choices, each once. */
const SECTIONS = [
  {
    title: t("Watch"),
    screens: [
      { to: "/overview", label: t("Overview"), short: t("Start"), Icon: GridIcon, needs: "analytics:read" },
      { to: "/events", label: t("Live events"), short: t("Events"), keys: "g e", Icon: PulseIcon },
      { to: "/people", label: t("People"), short: t("People"), keys: "g p", Icon: PeopleIcon },
      { to: "/segments", label: t("Segments"), short: t("Segments"), keys: "g s", Icon: SegmentsIcon },
      { to: "/analytics", label: t("Analytics"), short: t("Numbers"), Icon: GaugeIcon, needs: "analytics:read" },
      { to: "/clusters", label: t("Clusters"), short: t("Clusters"), Icon: ClustersIcon },
      { to: "/computed-traits", label: t("Computed traits"), short: t("Traits"), keys: "g f", Icon: SigmaIcon },
    ],
  },
  {
    title: t("Decide"),
    screens: [
      { to: "/recommendations", label: t("Recommendations"), short: t("Preview"), keys: "g r", Icon: CompassIcon },
      {
        to: "/placements",
        label: t("Placements"),
        short: t("Slots"),
        keys: "g l",
        Icon: SlotIcon,
        needs: "placements:read",
      },
      { to: "/models", label: t("Models"), short: t("Models"), keys: "g m", Icon: SparkIcon },
      { to: "/intents", label: t("Intents"), short: t("Intents"), keys: "g i", Icon: TargetIcon },
      {
        to: "/experiments",
        label: t("Experiments"),
        short: t("Tests"),
        keys: "g x",
        Icon: FlaskIcon,
        needs: "experiments:read",
      },
      { to: "/catalog", label: t("Catalog"), short: t("Catalog"), keys: "g c", Icon: BoxIcon },
      {
        to: "/knowledge",
        label: t("Knowledge"),
        short: t("Knowledge"),
        keys: "g o",
        Icon: BookIcon,
        needs: "knowledge:read",
      },
      {
        to: "/text-safety",
        label: t("Text safety"),
        short: t("Safety"),
        keys: "g y",
        Icon: ShieldIcon,
        needs: "text safety:read",
      },
    ],
  },
  {
    title: t("Advertise"),
    screens: [
      {
        to: "/campaigns",
        label: t("Campaigns"),
        short: t("Campaigns"),
        keys: "g d",
        Icon: TargetIcon,
        needs: "campaigns:read",
      },
      { to: "/content", label: t("Content"), short: t("Content"), Icon: PencilIcon, needs: "content:read" },
      { to: "/leads", label: t("Leads"), short: t("Leads"), keys: "g g", Icon: PeopleIcon, needs: "leads:read" },
      { to: "/budgets", label: t("Budgets"), short: t("Budgets"), keys: "g q", Icon: GaugeIcon, needs: "budgets:read" },
    ],
  },
  {
    title: t("Run"),
    screens: [
      { to: "/rejected", label: t("Rejected & dead"), short: t("Rejected"), Icon: RejectIcon },
      { to: "/tracking-plan", label: t("Tracking plan"), short: t("Plan"), keys: "g t", Icon: CheckIcon },
      {
        to: "/triggers",
        label: t("Triggers"),
        short: t("Triggers"),
        keys: "g z",
        Icon: BoltIcon,
        needs: "triggers:read",
      },
      {
        to: "/webhooks",
        label: t("Webhooks"),
        short: t("Webhooks"),
        keys: "g w",
        Icon: WebhookIcon,
        needs: "webhooks:read",
      },
      {
        to: "/approvals",
        label: t("Approvals"),
        short: t("Approve"),
        keys: "g v",
        Icon: CheckIcon,
        needs: "approvals:read",
      },
      { to: "/runs", label: t("Agent runs"), short: t("Agents"), keys: "g n", Icon: SparkIcon, needs: "agents:read" },
      {
        to: "/connections",
        label: t("Connections"),
        short: t("Links"),
        keys: "g h",
        Icon: GridIcon,
        needs: "connections:read",
      },
      { to: "/jobs", label: t("Jobs"), short: t("Jobs"), keys: "g j", Icon: GearIcon, needs: "jobs:read" },
      { to: "/sources", label: t("Sources"), short: t("Sources"), Icon: BoltIcon },
      { to: "/usage", label: t("Usage"), short: t("Usage"), keys: "g u", Icon: GaugeIcon },
    ],
  },
  {
    title: t("Access"),
    screens: [
      { to: "/account", label: t("Your account"), short: t("Account"), Icon: IdentifyIcon },
      {
        to: "/members",
        label: t("Members"),
        short: t("Members"),
        keys: "g b",
        Icon: PeopleIcon,
        needs: "members:read",
      },
      { to: "/roles", label: t("Roles"), short: t("Roles"), Icon: ShieldIcon, needs: "roles:read" },
      { to: "/keys", label: t("Keys"), short: t("Keys"), keys: "g k", Icon: KeyIcon, needs: "keys:read" },
      { to: "/privacy", label: t("Privacy"), short: t("Privacy"), Icon: LockIcon, needs: "privacy:read" },
      { to: "/audit", label: t("Audit"), short: t("Audit"), keys: "g a", Icon: RowsIcon, needs: "audit:read" },
      { to: "/settings", label: t("Settings"), short: t("Settings"), Icon: SlidersIcon, needs: "workspace:read" },
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

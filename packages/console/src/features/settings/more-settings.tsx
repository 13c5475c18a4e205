import { Link } from "@tanstack/react-router";
import { t } from "../../lib/text.ts";
import { ChevronIcon } from "../../ui/icons.tsx";
import { Section } from "../../ui/section.tsx";
import { useSession } from "../session/use-session.ts";
import type { Screen } from "../shell/screens.tsx";
import { SCREENS } from "../shell/screens.tsx";

/** What other screens set, in the order in which one looks for it. */
const NOTES: readonly (readonly [Screen["to"], string])[] = [
  ["/account", t("Your password, passkeys, codes, and the browsers and programs that you signed in")],
  ["/members", t("Who may come in, and in which role")],
  ["/roles", t("What members may look at and change, and roles of your own")],
  ["/keys", t("What sites and servers send with, and user tokens")],
  ["/privacy", t("Export, erase or suppress a person")],
  ["/audit", t("Who changed what, and when")],
  ["/tracking-plan", t("Which events are expected, and what happens to the others")],
  ["/text-safety", t("Words that no text may hold, and claims with what proves them")],
  ["/budgets", t("What campaigns may spend, and the switch that stops them")],
  ["/connections", t("Accounts on ad platforms, CRMs and other services")],
  ["/webhooks", t("Where your own servers hear of what happens")],
];

/** Links to the screens that set the rest, as far as whoever is here may look at them. */
export function MoreSettings() {
  const { permissions } = useSession();
  const links = NOTES.flatMap(([to, note]) => {
    const screen = SCREENS.find((one) => one.to === to);
    const isShown = screen && (screen.needs === undefined || permissions.includes(screen.needs));
    return isShown ? [{ ...screen, note }] : [];
  });
  return (
    <Section title={t("Set elsewhere")}>
      <ul className="grid gap-x-4 gap-y-1 md:grid-cols-2">
        {links.map(({ to, label, note, Icon }) => (
          <li key={to}>
            <Link to={to} className="group -mx-2 flex items-center gap-3 rounded-corner px-2 py-2 hover:bg-hover">
              <span className="grid size-8 shrink-0 place-items-center rounded-corner border border-line bg-raised text-ink-3 group-hover:text-accent">
                <Icon />
              </span>
              <span className="min-w-0 flex-1">
                <span className="block text-body font-medium text-ink">{label}</span>
                <span className="block text-small text-pretty text-ink-3">{note}</span>
              </span>
              <ChevronIcon size={12} className="shrink-0 text-ink-3" />
            </Link>
          </li>
        ))}
      </ul>
    </Section>
  );
}

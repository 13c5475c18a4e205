import type { Role } from "@rapport/contracts/access";
import { Link } from "@tanstack/react-router";
import { t, tn, word } from "../../lib/text.ts";
import { classNames } from "../../ui/class-names.ts";
import { Pill } from "../../ui/pill.tsx";

type RoleNavProps = { roles: readonly Role[]; selected: string | undefined };

/** The roles beside the one that is open: those that every workspace has, then its own. */
export function RoleNav({ roles, selected }: RoleNavProps) {
  return (
    <nav
      aria-label={t("Roles")}
      className="w-72 shrink-0 overflow-y-auto border-e border-line py-2 max-md:max-h-56 max-md:w-auto max-md:border-e-0 max-md:border-b"
    >
      {roles.map((role) => (
        <RoleLink key={role.id} shown={role} isOpen={role.id === selected} />
      ))}
    </nav>
  );
}

function RoleLink({ shown: { id, name, builtIn, permissions }, isOpen }: { shown: Role; isOpen: boolean }) {
  return (
    <Link
      to="/roles"
      search={{ role: id }}
      aria-current={isOpen ? "true" : undefined}
      className={classNames("block w-full px-4 py-2 text-start hover:bg-hover", isOpen && "bg-raised")}
    >
      <span className="flex items-center gap-2">
        <span className="min-w-0 flex-1 truncate text-body font-medium text-ink">{builtIn ? word(name) : name}</span>
        {builtIn && <Pill>{t("built in")}</Pill>}
      </span>
      <span className="block truncate text-small text-ink-3">
        {tn(permissions.length, "{count} permission", "{count} permissions")}
      </span>
    </Link>
  );
}

import type { Role } from "@rapport/contracts/access";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { accessApi } from "../../lib/access-api.ts";
import { t, tn } from "../../lib/text.ts";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ShieldIcon } from "../../ui/icons.tsx";
import { ListCsv } from "../../ui/list-csv.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { useMay } from "../session/use-may.ts";
import { RoleDetails } from "./role-details.tsx";
import { RoleEditor } from "./role-editor.tsx";
import { RoleNav } from "./role-nav.tsx";
import { ROLES_KEY } from "./roles-key.ts";

const route = getRouteApi("/roles");
const NEW = "new";

/** What members may do: the roles that every workspace has, and its own. */
export function RolesPage() {
  const { role: selected } = route.useSearch();
  const navigate = route.useNavigate();
  const open = (role: string | undefined) => void navigate({ search: { role }, replace: true });
  const mayChange = useMay("roles:write");
  const roles = useQuery({ queryKey: ROLES_KEY, queryFn: ({ signal }) => accessApi.roles(signal) });
  if (roles.error)
    return (
      <ProblemNote title={t("Roles could not be loaded")} error={roles.error} onRetry={() => void roles.refetch()} />
    );
  if (!roles.data) return <SkeletonRows rows={6} height={52} />;
  const all = roles.data.data;
  return (
    <>
      <PageHeader compact title={t("Roles")} note={tn(all.length, "{count} role", "{count} roles")}>
        <ListCsv name="roles" page={(_, signal) => accessApi.roles(signal)} />
        {mayChange && (
          <Button aria-keyshortcuts="n" onClick={() => open(NEW)}>
            {t("Add role")}
          </Button>
        )}
      </PageHeader>
      <div className="flex min-h-0 flex-1 max-md:flex-col max-md:overflow-y-auto">
        <RoleNav roles={all} selected={selected} />
        <div className="min-w-0 flex-1 overflow-y-auto max-md:overflow-visible">
          <OpenRole roles={all} selected={selected} mayChange={mayChange} onOpen={open} />
        </div>
      </div>
    </>
  );
}

type OpenRoleProps = {
  roles: readonly Role[];
  selected: string | undefined;
  mayChange: boolean;
  onOpen: (role: string | undefined) => void;
};

function OpenRole({ roles, selected, mayChange, onOpen }: OpenRoleProps) {
  if (selected === NEW && mayChange) return <RoleEditor shown={undefined} roles={roles} onMade={onOpen} />;
  const role = roles.find(({ id }) => id === selected);
  // What was saved is what the form begins with the next time.
  const key = JSON.stringify(role);
  if (role) return <RoleDetails key={key} shown={role} roles={roles} onDeleted={() => onOpen(undefined)} />;
  return (
    <EmptyState icon={<ShieldIcon size={20} />} title={t("Choose a role.")} action={false}>
      {t(
        "What a role does not name is refused. A role of your own names area by area what its members may look at and change.",
      )}
    </EmptyState>
  );
}

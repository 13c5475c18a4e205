import type { Role } from "@rapport/contracts/access";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { accessApi } from "../../lib/access-api.ts";
import { t, tn } from "../../lib/text.ts";
import { typed, useChange } from "../../lib/use-change.ts";
import { Button } from "../../ui/button.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { Section } from "../../ui/section.tsx";
import { MEMBERS_KEY } from "../members/members-key.ts";
import { useMay } from "../session/use-may.ts";
import { PermissionTable } from "./permission-table.tsx";
import { RoleEditor } from "./role-editor.tsx";
import { ROLES_KEY } from "./roles-key.ts";

type RoleDetailsProps = { shown: Role; roles: readonly Role[]; onDeleted: () => void };

/** One role: who has it, and what it allows. The workspace's own can be changed and deleted. */
export function RoleDetails({ shown: role, roles, onDeleted }: RoleDetailsProps) {
  const mayChange = useMay("roles:write") && !role.builtIn;
  return (
    <>
      <WhoHasIt shown={role} />
      {mayChange ? (
        <>
          <RoleEditor shown={role} roles={roles} onMade={() => undefined} />
          <DeleteRole shown={role} onDeleted={onDeleted} />
        </>
      ) : (
        <Section title={t("What the role allows")}>
          <PermissionTable label={t("What the role allows")} chosen={role.permissions} withOwn />
        </Section>
      )}
    </>
  );
}

/** Members with the role, for whoever may look at them. */
function WhoHasIt({ shown: { id, builtIn } }: { shown: Role }) {
  const enabled = useMay("members:read");
  const members = useQuery({ queryKey: MEMBERS_KEY, queryFn: ({ signal }) => accessApi.members(signal), enabled });
  const count = members.data?.data.filter((member) => member.role === id).length;
  return (
    <p className="border-b border-line px-4 py-2.5 text-body text-pretty text-ink-2">
      {builtIn && `${t("Every workspace has this role, and it stays as it is.")} `}
      {count !== undefined && (
        <Link to="/members" className="text-accent underline underline-offset-2">
          {tn(count, "{count} member has it", "{count} members have it")}
        </Link>
      )}
    </p>
  );
}

function DeleteRole({ shown: { id, name }, onDeleted }: Omit<RoleDetailsProps, "roles">) {
  const remove = useChange({
    run: () => accessApi.deleteRole(id),
    guard: typed(t("Delete the role “{name}”? Only a role that nobody has can be deleted.", { name }), t("Delete")),
    refresh: [ROLES_KEY],
    onSuccess: onDeleted,
  });
  return (
    <div className="border-b border-line px-4 py-3">
      <Button look="quiet" disabled={remove.isPending} onClick={() => remove.mutate()}>
        {t("Delete")}
      </Button>
      {remove.error && <ProblemNote title={t("The role could not be deleted")} error={remove.error} />}
    </div>
  );
}

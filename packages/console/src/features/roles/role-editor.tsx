import type { Role } from "@rapport/contracts/access";
import { useState } from "react";
import { accessApi } from "../../lib/access-api.ts";
import { t, word } from "../../lib/text.ts";
import { undone, useChange } from "../../lib/use-change.ts";
import { Button } from "../../ui/button.tsx";
import { FormField } from "../../ui/form-field.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { Section } from "../../ui/section.tsx";
import { SelectField } from "../../ui/select-field.tsx";
import { PermissionTable } from "./permission-table.tsx";
import { ROLES_KEY } from "./roles-key.ts";

type RoleEditorProps = {
  /** Undefined for a new one, which may begin with what one of `roles` allows. */
  shown: Role | undefined;
  roles: readonly Role[];
  onMade: (id: string) => void;
};

/** A role of the workspace's own: what it is called and what it allows. */
export function RoleEditor({ shown: role, roles, onMade }: RoleEditorProps) {
  const [name, setName] = useState(role?.name ?? "");
  const [permissions, setPermissions] = useState<string[]>(role?.permissions ?? []);
  const save = useSave(role, onMade);
  const isSame = name.trim() === role?.name && sameSet(permissions, role.permissions);
  return (
    <Section title={role ? t("Role") : t("New role")}>
      <form
        className="flex max-w-2xl flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate({ name: name.trim(), permissions });
        }}
      >
        <FormField
          label={t("Name")}
          required
          maxLength={80}
          className="max-w-md"
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        {!role && <BeginWith roles={roles} onChoose={setPermissions} />}
        <PermissionTable label={t("What the role allows")} chosen={permissions} onChange={setPermissions} withOwn />
        <Button
          type="submit"
          look={role ? "plain" : "primary"}
          className="self-start"
          disabled={save.isPending || name.trim() === "" || permissions.length === 0 || isSame}
        >
          {role ? t("Save") : t("Add the role")}
        </Button>
      </form>
      {save.error && <ProblemNote title={t("The role could not be saved")} error={save.error} />}
    </Section>
  );
}

function useSave(role: Role | undefined, onMade: (id: string) => void) {
  return useChange({
    run: (next: Pick<Role, "name" | "permissions">) =>
      role ? accessApi.putRole(role.id, next) : accessApi.createRole(next),
    guard: role
      ? undone(t("Saved."), () => accessApi.putRole(role.id, { name: role.name, permissions: role.permissions }))
      : undone(t("Added."), ({ id }: Role) => accessApi.deleteRole(id)),
    refresh: [ROLES_KEY],
    onSuccess: ({ id }) => onMade(id),
  });
}

/** Few roles are like none that is there. */
function BeginWith({ roles, onChoose }: { roles: readonly Role[]; onChoose: (permissions: string[]) => void }) {
  const [like, setLike] = useState("");
  const names = roles.map(({ id, name, builtIn }) => ({ value: id, label: builtIn ? word(name) : name }));
  return (
    <SelectField
      label={t("Begin with")}
      neutral
      className="self-start"
      value={like}
      options={[{ value: "", label: t("Begin with nothing") }, ...names]}
      onChange={(id) => {
        setLike(id);
        onChoose(roles.find((role) => role.id === id)?.permissions ?? []);
      }}
    />
  );
}

function sameSet(some: readonly string[], others: readonly string[]): boolean {
  return JSON.stringify(some.toSorted()) === JSON.stringify(others.toSorted());
}

import type { Invitation, Member, Role } from "@rapport/contracts/access";
import { useQuery } from "@tanstack/react-query";
import { accessApi } from "../../lib/access-api.ts";
import { byId, changeRows } from "../../lib/change-rows.ts";
import { tx } from "../../lib/rich-text.ts";
import { t, tn, word } from "../../lib/text.ts";
import { typed, undone, useChange } from "../../lib/use-change.ts";
import { Avatar } from "../../ui/avatar.tsx";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { PeopleIcon } from "../../ui/icons.tsx";
import { ListCsv } from "../../ui/list-csv.tsx";
import { NamedRow } from "../../ui/named-row.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { Pill } from "../../ui/pill.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { Section } from "../../ui/section.tsx";
import { SelectField } from "../../ui/select-field.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { TimeSaid } from "../../ui/time-said.tsx";
import { useMay } from "../session/use-may.ts";
import { InviteForm } from "./invite-form.tsx";
import { MEMBERS_KEY } from "./members-key.ts";

/** Who may come in, and as what. */
export function MembersPage() {
  const mayChange = useMay("members:write");
  const members = useQuery({ queryKey: MEMBERS_KEY, queryFn: ({ signal }) => accessApi.members(signal) });
  const roles = useQuery({ queryKey: ["roles"], queryFn: ({ signal }) => accessApi.roles(signal) });
  const error = members.error ?? roles.error;
  if (error)
    return (
      <ProblemNote title={t("Members could not be loaded")} error={error} onRetry={() => void members.refetch()} />
    );
  if (!members.data || !roles.data) return <SkeletonRows rows={6} height={56} />;
  const { data, invitations } = members.data;
  return (
    <>
      <PageHeader title={t("Members")} note={tn(data.length, "{count} member", "{count} members")} compact>
        <ListCsv name="members" page={(_, signal) => accessApi.members(signal)} />
      </PageHeader>
      <div className="min-h-0 flex-1 overflow-y-auto">
        {mayChange && (
          <Section title={t("Invite somebody")}>
            <InviteForm roles={roles.data.data} />
          </Section>
        )}
        <Section title={t("Members")}>
          {data.length === 0 && (
            <EmptyState icon={<PeopleIcon size={20} />} title={t("Nobody has an account yet.")} action={false}>
              {t(
                "Whoever takes up an invitation signs in with their own password, and what they change carries their name.",
              )}
            </EmptyState>
          )}
          <ul>
            {data.map((member) => (
              <MemberRow key={member.id} member={member} roles={roles.data.data} mayChange={mayChange} />
            ))}
          </ul>
        </Section>
        {invitations.length > 0 && (
          <Section title={t("Invited")}>
            <ul>
              {invitations.map((invitation) => (
                <InvitationRow
                  key={invitation.id}
                  invitation={invitation}
                  roleName={nameRole(roles.data.data, invitation.role)}
                  mayChange={mayChange}
                />
              ))}
            </ul>
          </Section>
        )}
      </div>
    </>
  );
}

function MemberRow({ member, roles, mayChange }: { member: Member; roles: Role[]; mayChange: boolean }) {
  const { change, remove } = useMemberChanges(member);
  const error = change.error ?? remove.error;
  return (
    <NamedRow id={member.id} className="border-b border-line py-2.5 last:border-b-0">
      <div className="flex flex-wrap items-center gap-3">
        <Avatar id={member.id} name={member.name} />
        <span className="min-w-0 flex-1">
          <span className="block truncate font-medium text-ink">
            {member.name} {member.self && <Pill>{t("you")}</Pill>}{" "}
            {member.twoFactor && <Pill look="accent">{t("code")}</Pill>}
          </span>
          <span className="block truncate text-small text-ink-3">{member.email}</span>
        </span>
        {mayChange ? (
          <>
            <SelectField
              label={t("Role of {name}", { name: member.name })}
              neutral
              value={member.role}
              options={roles.map(({ id }) => ({ value: id, label: nameRole(roles, id) }))}
              onChange={(role) => change.mutate(role)}
            />
            <Button look="quiet" onClick={() => remove.mutate()}>
              {t("Remove")}
            </Button>
          </>
        ) : (
          <Pill>{nameRole(roles, member.role)}</Pill>
        )}
      </div>
      {error && <ProblemNote title={t("This could not be changed")} error={error} />}
    </NamedRow>
  );
}

function useMemberChanges({ id, name, role: before }: Member) {
  const change = useChange({
    run: (role: string) => accessApi.changeRole(id, role),
    guard: undone(t("The role of {name} is changed.", { name }), () => accessApi.changeRole(id, before)),
    refresh: [MEMBERS_KEY],
    optimistic: (client, role) => changeRows(client, MEMBERS_KEY, byId(id), { role }),
  });
  const remove = useChange({
    run: () => accessApi.removeMember(id),
    guard: typed(t("Take {name} out of the workspace? Their sessions end at once.", { name }), t("Remove")),
    refresh: [MEMBERS_KEY],
  });
  return { change, remove };
}

function InvitationRow({
  invitation,
  roleName,
  mayChange,
}: {
  invitation: Invitation;
  roleName: string;
  mayChange: boolean;
}) {
  const revoke = useChange({
    run: () => accessApi.revokeInvitation(invitation.id),
    guard: typed(
      t("Take back the invitation of {name}? Its link opens nothing any more.", {
        name: invitation.email || t("First account"),
      }),
      t("Take back"),
    ),
    refresh: [MEMBERS_KEY],
  });
  return (
    <li className="flex items-center gap-3 border-b border-line py-2.5 last:border-b-0">
      <span className="min-w-0 flex-1 truncate text-ink">{invitation.email || t("First account")}</span>
      <Pill>{roleName}</Pill>
      <span className="text-small text-ink-3">
        {tx("invited {timeAgo}", { timeAgo: <TimeSaid iso={invitation.createdAt} /> })}
      </span>
      {mayChange && (
        <Button look="quiet" disabled={revoke.isPending} onClick={() => revoke.mutate()}>
          {t("Take back")}
        </Button>
      )}
    </li>
  );
}

/** A role's name: a word of the product for those that every workspace has, whatever it was called for its own. */
function nameRole(roles: Role[], id: string): string {
  const role = roles.find((one) => one.id === id);
  return role && !role.builtIn ? role.name : word(id);
}

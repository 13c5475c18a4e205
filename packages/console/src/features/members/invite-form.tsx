import type { Role } from "@rapport/contracts/access";
import { useState } from "react";
import { accessApi } from "../../lib/access-api.ts";
import { describeFailure } from "../../lib/problem-words.ts";
import { t, word } from "../../lib/text.ts";
import { undone, useChange } from "../../lib/use-change.ts";
import { Button } from "../../ui/button.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { FormField } from "../../ui/form-field.tsx";
import { SelectField } from "../../ui/select-field.tsx";
import { MEMBERS_KEY } from "./members-key.ts";

/** Makes an invitation; its link is shown once, to be passed on by whatever way people trust. */
export function InviteForm({ roles }: { roles: Role[] }) {
  const [email, setEmail] = useState("");
  const [role, setRole] = useState("analyst");
  const [revoked, setRevoked] = useState<string>();
  const invite = useChange({
    run: () => accessApi.invite({ email: email.trim(), role }),
    guard: undone(t("Invited."), async ({ id }: { id: string }) => {
      await accessApi.revokeInvitation(id);
      setRevoked(id);
    }),
    refresh: [MEMBERS_KEY],
    onSuccess: () => setEmail(""),
  });
  const link =
    invite.data && invite.data.id !== revoked && `${window.location.origin}/console/join#${invite.data.token}`;
  return (
    <>
      <form
        className="flex flex-wrap items-start gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          invite.mutate();
        }}
      >
        <FormField
          label={t("E-mail")}
          type="email"
          required
          className="min-w-60 flex-1 max-md:basis-full"
          value={email}
          onChange={(event) => setEmail(event.target.value)}
          problem={invite.error ? describeFailure(invite.error) : undefined}
        />
        <SelectField
          label={t("Role")}
          neutral
          className="md:mt-7.5"
          value={role}
          options={roles.map(({ id, name }) => ({ value: id, label: word(name) }))}
          onChange={setRole}
        />
        <Button type="submit" look="primary" className="md:mt-7.5" disabled={invite.isPending}>
          {t("Invite")}
        </Button>
      </form>
      {link && (
        <div role="status" className="flex flex-wrap items-center gap-2 rounded-corner bg-accent-wash p-3">
          <p className="min-w-0 flex-1 text-body text-ink">
            {t("Send this link to {email}. It works once, for 7 days, and is not shown again.", {
              email: invite.data.email,
            })}
          </p>
          <CopyButton text={link} name={t("Copy the link")} label={t("Copy link")} />
        </div>
      )}
    </>
  );
}

import { t } from "../../lib/text.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { IdentifyIcon } from "../../ui/icons.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { Section } from "../../ui/section.tsx";
import { useSession } from "../session/use-session.ts";
import { LanguageChoice } from "../shell/language-choice.tsx";
import { ZoneChoice } from "../shell/zone-choice.tsx";
import { BrowserSessions } from "./browser-sessions.tsx";
import { CodesSection } from "./codes-section.tsx";
import { LinkedAccounts } from "./linked-accounts.tsx";
import { PasskeysSection } from "./passkeys-section.tsx";
import { PasswordSection } from "./password-section.tsx";
import { ProgramsSection } from "./programs-section.tsx";

/** One's own ways in: password, codes, passkeys, other accounts, and the browsers that are signed in. */
export function AccountPage() {
  const { member, mode } = useSession();
  return (
    <>
      <PageHeader title={t("Your account")} note={member?.email} compact />
      <div className="min-h-0 flex-1 overflow-y-auto">
        <Section title={t("Language and times")}>
          <div className="flex flex-wrap gap-3">
            <LanguageChoice />
            <ZoneChoice />
          </div>
        </Section>
        {member ? (
          <div className="max-w-3xl">
            <PasswordSection />
            <CodesSection isOn={member.twoFactorEnabled} />
            <PasskeysSection />
            <LinkedAccounts />
            <BrowserSessions />
            <ProgramsSection />
          </div>
        ) : (
          <EmptyState icon={<IdentifyIcon size={20} />} title={t("Nobody is signed in by name.")} action={false}>
            {mode === "key"
              ? t(
                  "This console was opened with a secret key. Members have a password, codes and passkeys of their own; an admin invites them.",
                )
              : t(
                  "This demo is open to whoever sits at this machine. Start the server with RAPPORT_DEMO=off to have members.",
                )}
          </EmptyState>
        )}
      </div>
    </>
  );
}

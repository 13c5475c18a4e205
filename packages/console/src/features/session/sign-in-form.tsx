import { useState } from "react";
import { t } from "../../lib/text.ts";
import { Mark } from "../../ui/icons.tsx";
import { LanguageChoice } from "../shell/language-choice.tsx";
import { CodeForm } from "./code-form.tsx";
import { KeyForm } from "./key-form.tsx";
import { OtherWays } from "./other-ways.tsx";
import { PasswordForm } from "./password-form.tsx";

type Way = "password" | "code" | "key";

/** The way in: e-mail and password, a code where one is asked for, a passkey, another account, or a secret key. */
export function SignInForm() {
  const [way, setWay] = useState<Way>("password");
  return (
    <main className="grid h-full place-items-center overflow-y-auto p-6">
      <div className="w-full max-w-sm">
        <Mark size={36} />
        <h1 className="mt-6 text-display font-semibold text-ink">{t("Sign in to Rapport")}</h1>
        {way === "password" && <PasswordForm onCode={() => setWay("code")} />}
        {way === "code" && <CodeForm />}
        {way === "key" && <KeyForm />}
        {way === "password" && <OtherWays />}
        <button
          type="button"
          className="mt-6 text-body text-accent hover:underline"
          onClick={() => setWay(way === "key" ? "password" : "key")}
        >
          {way === "key" ? t("Sign in with e-mail and password") : t("Sign in with a secret key")}
        </button>
        <p className="mt-6">
          <LanguageChoice />
        </p>
      </div>
    </main>
  );
}

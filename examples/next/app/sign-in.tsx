"use client";

import { useRapport } from "@rapport/browser/react";
import { useState } from "react";
import { signIn } from "./actions.ts";

/** The page and the server say the same: this visitor is that user. */
export function SignIn() {
  const rapport = useRapport();
  const [user, setUser] = useState("");
  const submit = async (form: FormData) => {
    const userId = await signIn(form);
    rapport.identify(userId);
    setUser(userId);
  };
  return (
    <form action={submit}>
      {user ? <output>Signed in as {user}</output> : <input name="user" aria-label="User" />}
      <button type="submit">Sign in</button>
    </form>
  );
}

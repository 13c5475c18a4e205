import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { accessApi } from "../../lib/access-api.ts";
import { Button } from "../../ui/button.tsx";
import { FormField } from "../../ui/form-field.tsx";
import { SESSION_KEY } from "./use-session.ts";

/** The six digits of the authenticator app, after the password. */
export function CodeForm() {
  const queryClient = useQueryClient();
  const [code, setCode] = useState("");
  const verify = useMutation({
    mutationFn: () => accessApi.verifyCode(code),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: SESSION_KEY }),
  });
  return (
    <form
      className="mt-6 flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        verify.mutate();
      }}
    >
      <FormField
        label="Code"
        inputMode="numeric"
        autoComplete="one-time-code"
        pattern="[0-9]{6}"
        required
        value={code}
        onChange={(event) => setCode(event.target.value.trim())}
        hint="Six digits from your authenticator app"
        problem={verify.error ? "This code is not right, or its 30 seconds are over." : undefined}
      />
      <Button type="submit" look="primary" className="h-10 w-full" disabled={verify.isPending}>
        Confirm
      </Button>
    </form>
  );
}

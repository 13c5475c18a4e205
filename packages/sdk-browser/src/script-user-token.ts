import { attempt } from "@rapport/sdk-core";
import { installPart } from "./install-part.ts";
import { userToken } from "./user-token.ts";

/**
 * The token stands in `data-user-token` of this part's own tag, or of any other script; the page writes a new one there when
 * the event `rapport-token-expiring` asks for it.
 */
attempt(() =>
  installPart(
    userToken(() => document.querySelector<HTMLElement>("script[data-user-token]")?.dataset.userToken, {
      onExpiring: () => dispatchEvent(new Event("rapport-token-expiring")),
    }),
  ),
);

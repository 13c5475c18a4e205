import type { Merge } from "@rapport/contracts/merges";
import { t } from "../../lib/text.ts";

/** Why two profiles became one. */
export const MERGE_REASONS: Record<Merge["reason"], string> = {
  sign_in: t("signed in on the device"),
  alias: t("named by an alias"),
};

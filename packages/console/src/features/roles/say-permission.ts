import { t, word } from "../../lib/text.ts";

/** `area:verb`, or `area:verb:own`, in words. */
export function sayPermission(permission: string): string {
  const [area = "", verb = "", reach] = permission.split(":");
  return `${word(area)}: ${reach === "own" ? t("write their own") : word(verb)}`;
}

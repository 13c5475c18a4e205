import { t } from "../../lib/text.ts";

export function DemoNote() {
  return (
    <p
      role="note"
      className="rounded-corner bg-honey-wash px-2.5 py-2 text-small text-pretty text-honey max-md:py-1 max-md:text-micro"
    >
      {t("Demo mode: open without sign-in because this server listens on this machine only")}
    </p>
  );
}

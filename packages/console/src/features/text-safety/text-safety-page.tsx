import { t } from "../../lib/text.ts";
import { PageHeader } from "../../ui/page-header.tsx";
import { BannedWords } from "./banned-words.tsx";
import { ClaimList } from "./claim-list.tsx";
import { TextTryout } from "./text-tryout.tsx";

/** What texts must not hold and what they may claim, and a place to try a text. */
export function TextSafetyPage() {
  return (
    <>
      <PageHeader compact title={t("Text safety")} note={t("Looked at before anything is published")} />
      <div className="min-h-0 flex-1 overflow-y-auto">
        <TextTryout />
        <BannedWords />
        <ClaimList />
      </div>
    </>
  );
}

import { t } from "../../lib/text.ts";
import { Section } from "../../ui/section.tsx";
import { SettingRow } from "../../ui/setting-row.tsx";
import { LanguageChoice } from "../shell/language-choice.tsx";
import { ThemeChoice } from "../shell/theme-choice.tsx";
import { ZoneChoice } from "../shell/zone-choice.tsx";

/** What is kept in this browser, for whoever sits at it. */
export function BrowserSettings() {
  return (
    <Section title={t("This browser")}>
      <div>
        <SettingRow name={t("Language")} note={t("Numbers and dates are written as it writes them.")}>
          <LanguageChoice />
        </SettingRow>
        <SettingRow name={t("Colours")} note={t("Light, dark, or whichever the system has.")}>
          <ThemeChoice />
        </SettingRow>
        <SettingRow name={t("Times")} note={t("In the zone of this place, or in UTC, on every screen.")}>
          <ZoneChoice />
        </SettingRow>
      </div>
    </Section>
  );
}

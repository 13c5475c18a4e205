import type { LanguageCode } from "../../lib/language.ts";
import { chooseLanguage, currentLanguage, LANGUAGES } from "../../lib/language.ts";
import { t } from "../../lib/text.ts";
import { SelectField } from "../../ui/select-field.tsx";

const OPTIONS = LANGUAGES.map(({ code, name }) => ({ value: code, label: name }));

/** Each language by its own name, so that whoever is lost in a foreign one finds theirs. */
export function LanguageChoice() {
  return (
    <SelectField
      neutral
      label={t("Language")}
      value={currentLanguage().code}
      options={OPTIONS}
      // as: the options above hold nothing but codes of languages
      onChange={(code) => chooseLanguage(code as LanguageCode)}
    />
  );
}

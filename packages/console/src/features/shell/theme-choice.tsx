import { t } from "../../lib/text.ts";
import { chooseTheme, useTheme } from "../../lib/theme.ts";
import { MoonIcon, ScreenIcon, SunIcon } from "../../ui/icons.tsx";
import { Segmented } from "../../ui/segmented.tsx";

export function ThemeChoice() {
  const theme = useTheme();
  return (
    <Segmented
      label={t("Colours")}
      value={theme}
      onChange={chooseTheme}
      options={[
        { value: "system", name: t("As the system"), label: <ScreenIcon size={14} /> },
        { value: "light", name: t("Light"), label: <SunIcon size={14} /> },
        { value: "dark", name: t("Dark"), label: <MoonIcon size={14} /> },
      ]}
    />
  );
}

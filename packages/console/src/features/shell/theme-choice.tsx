import { chooseTheme, useTheme } from "../../lib/theme.ts";
import { MoonIcon, ScreenIcon, SunIcon } from "../../ui/icons.tsx";
import { Segmented } from "../../ui/segmented.tsx";

export function ThemeChoice() {
  const theme = useTheme();
  return (
    <Segmented
      label="Colours"
      value={theme}
      onChange={chooseTheme}
      options={[
        { value: "system", name: "As the system", label: <ScreenIcon size={14} /> },
        { value: "light", name: "Light", label: <SunIcon size={14} /> },
        { value: "dark", name: "Dark", label: <MoonIcon size={14} /> },
      ]}
    />
  );
}

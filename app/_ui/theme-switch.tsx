"use client";

import { Monitor, Moon, Sun } from "lucide-react";
import { useTranslations } from "next-intl";
import { useTheme } from "next-themes";
import { useEffect, useState } from "react";
import { Segments } from "./segments.tsx";

/** The choice is known in the browser alone: before that, none is pressed. */
export function ThemeSwitch() {
  const t = useTranslations("shell");
  const { theme, setTheme } = useTheme();
  const [shown, setShown] = useState(false);
  useEffect(() => setShown(true), []);
  return (
    <Segments
      name={t("theme")}
      value={shown ? theme : undefined}
      onChoose={setTheme}
      segments={[
        { value: "light", name: t("light"), label: <Sun size={14} strokeWidth={1.75} /> },
        { value: "dark", name: t("dark"), label: <Moon size={14} strokeWidth={1.75} /> },
        { value: "system", name: t("system"), label: <Monitor size={14} strokeWidth={1.75} /> },
      ]}
    />
  );
}

import type { Locale } from "../../server/domain/locale.ts";
import type { Segment } from "./segments.tsx";

/** Each language in its own words, which are the same in every language. */
export const languageNames: Segment<Locale>[] = [
  { value: "zh-CN", label: "中文", lang: "zh-CN" },
  { value: "en", label: "English", lang: "en" },
];

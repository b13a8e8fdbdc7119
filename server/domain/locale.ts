export const locales = ["zh-CN", "en"] as const;
export type Locale = (typeof locales)[number];

/** The console's language for a request: the first of ours in `Accept-Language`, else English. */
export function localeFrom(acceptLanguage: string | null | undefined): Locale {
  const ranges = (acceptLanguage ?? "").split(",").map(parseRange);
  ranges.sort((a, b) => b.quality - a.quality);
  for (const { tag, quality } of ranges) {
    if (quality <= 0) continue;
    if (tag.startsWith("zh")) return "zh-CN";
    if (tag.startsWith("en")) return "en";
  }
  return "en";
}

function parseRange(range: string): { tag: string; quality: number } {
  const [tag = "", ...parameters] = range.trim().toLowerCase().split(";");
  const quality = parameters.map((p) => p.trim()).find((p) => p.startsWith("q="));
  return { tag, quality: quality === undefined ? 1 : Number(quality.slice(2)) || 0 };
}

import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect } from "vitest";
import { patience } from "./console-page.ts";

/** No serious fault of access, nothing wider than the screen, and one language alone. */
export async function looksRight(page: Page, locale: "en" | "zh-CN", path: string): Promise<void> {
  await expect.poll(() => seriousFaults(page), { ...patience, message: path }).toEqual([]);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(overflow, `${path} is wider than the screen`).toBeLessThanOrEqual(0);
  const words = await shownWords(page);
  if (locale === "en") expect(words.filter((word) => /\p{Script=Han}/u.test(word))).toEqual([]);
  else expect(words.some((word) => /\p{Script=Han}/u.test(word))).toBe(true);
}

/** What axe finds: while a page is coming in, its title may be on its way still. */
async function seriousFaults(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  return serious.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
}

/** The page's own words: what machines wrote, and what names itself in its language, apart. */
function shownWords(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const skipped = "code, pre, script, style, [role=log], [lang]:not(html), textarea, time";
    const all = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const texts: string[] = [];
    for (let node = all.nextNode(); node !== null; node = all.nextNode()) {
      if (!node.parentElement?.closest(skipped) && node.textContent?.trim())
        texts.push(node.textContent.trim());
    }
    return texts;
  });
}

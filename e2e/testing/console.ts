import type { Browser, Page } from "@playwright/test";
import { type Product, startProduct } from "../../dev/testing/product.ts";
import { openBrowser } from "../../server/testing/browser.ts";
import { admin, newPage, signIn } from "./console-page.ts";

/** The whole product, and browsers in front of it. */
export interface Console {
  url: string;
  /** Opens a page that is signed in; what goes wrong in it is kept in `faults`. */
  open: (locale?: "en" | "zh-CN") => Promise<Page>;
  faults: string[];
  stop: () => Promise<void>;
}

/** Starts the product as its user does, with a real browser; `more` are further settings of it. */
export async function startConsole(more: Record<string, string> = {}): Promise<Console> {
  const settings = { HOSTRUN_ALLOW_LOOPBACK_TARGETS: "true", HOSTRUN_HEARTBEAT_SECONDS: "1", ...more };
  const product = await startProduct({ ...settings, HOSTRUN_ADMIN_PASSWORD: admin.password });
  const browser = await openBrowser();
  const faults: string[] = [];
  return {
    url: product.url,
    faults,
    open: (locale = "en") => openPage(product, browser, locale, faults),
    stop: async () => {
      await browser.close();
      await product.stop();
    },
  };
}

async function openPage(
  product: Product,
  browser: Browser,
  locale: "en" | "zh-CN",
  faults: string[],
): Promise<Page> {
  const page = await newPage(browser, faults, { locale });
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await signIn(page, product);
  return page;
}

/** Calls a procedure from a page, as the one who is signed in there. */
export async function call<T>(page: Page, procedure: string, input: object): Promise<T> {
  return page.evaluate(
    async ([name, body]) => {
      const answer = await fetch(`/api/trpc/${name}`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body,
      });
      const json = await answer.json();
      if (!answer.ok) throw new Error(JSON.stringify(json));
      return json.result.data;
    },
    [procedure, JSON.stringify(input)] as const,
  );
}

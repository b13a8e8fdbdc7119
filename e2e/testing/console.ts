import type { Browser, Page } from "@playwright/test";
import { type Product, startProduct } from "../../dev/testing/product.ts";
import { openBrowser } from "../../server/testing/browser.ts";

const email = "admin@hostrun.local";
const password = "correct horse battery";
/** How long a page may take on a busy machine. */
const patience = { timeout: 20_000 };

/** The whole product, and browsers in front of it. */
export interface Console {
  url: string;
  /** Opens a page that is signed in; what goes wrong in it is kept in `faults`. */
  open: (locale?: "en" | "zh-CN") => Promise<Page>;
  faults: string[];
  stop: () => Promise<void>;
}

/** Starts the product as its user does, with a real browser. */
export async function startConsole(): Promise<Console> {
  const settings = { HOSTRUN_ALLOW_LOOPBACK_TARGETS: "true", HOSTRUN_HEARTBEAT_SECONDS: "1" };
  const product = await startProduct({ ...settings, HOSTRUN_ADMIN_PASSWORD: password });
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
  const context = await browser.newContext({
    locale,
    viewport: { width: 1280, height: 800 },
    permissions: ["clipboard-read", "clipboard-write"],
  });
  context.setDefaultTimeout(patience.timeout);
  const page = await context.newPage();
  page.on("pageerror", (error) => faults.push(error.message));
  await page.goto(`${product.url}/sign-in`);
  await page.fill("input[name=email]", email);
  await page.fill("input[name=password]", password);
  await page.click("[type=submit] >> nth=0");
  await page.waitForURL(`${product.url}/`);
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

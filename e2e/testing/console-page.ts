import type { Browser, Page } from "@playwright/test";
import type { Product } from "../../dev/testing/product.ts";

/** Who signs in where a test says no more. */
export const admin = { email: "admin@hostrun.local", password: "correct horse battery" };
/** How long a page may take on a busy machine. */
export const patience = { timeout: 20_000 };

/** A page of a browser of its own; what goes wrong in it is added to `faults`. */
export async function newPage(
  browser: Browser,
  faults: string[],
  options: { locale?: "en" | "zh-CN"; colorScheme?: "light" | "dark" } = {},
): Promise<Page> {
  const { locale = "en", colorScheme = "light" } = options;
  const context = await browser.newContext({ locale, colorScheme, viewport: { width: 1280, height: 800 } });
  context.setDefaultTimeout(patience.timeout);
  const opened = await context.newPage();
  opened.on("pageerror", (error) => faults.push(error.message));
  return opened;
}

/** Signs in as a person does. */
export async function signIn(to: Page, product: Pick<Product, "url">, who = admin): Promise<void> {
  await to.goto(`${product.url}/`);
  await to.fill("input[name=email]", who.email);
  await to.fill("input[name=password]", who.password);
  await to.click("[type=submit] >> nth=0");
  await to.waitForURL(`${product.url}/`);
}

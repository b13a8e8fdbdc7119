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
  const viewport = { width: 1280, height: 800 };
  const context = await browser.newContext({ locale, colorScheme, viewport, timezoneId: "UTC" });
  context.setDefaultTimeout(patience.timeout);
  context.on("page", waitUntilAlive);
  const opened = await context.newPage();
  opened.on("pageerror", (error) => faults.push(error.message));
  return opened;
}

/** Whoever goes to a page waits until it is alive: what is typed before that is lost. */
function waitUntilAlive(page: Page): void {
  for (const way of ["goto", "reload", "goBack", "goForward"] as const) {
    const go = page[way].bind(page) as (...words: unknown[]) => ReturnType<Page["goto"]>;
    page[way] = async (...words: unknown[]) => {
      const response = await go(...words);
      await page.waitForFunction(isAlive);
      return response;
    };
  }
}

/** React has every control of the page in hand; in an editor they are the editor's own. */
function isAlive(): boolean {
  const controls = document.querySelectorAll("input, textarea, select, button");
  return [...controls].every(
    (control) =>
      control.closest(".cm-editor") !== null ||
      Object.keys(control).some((key) => key.startsWith("__reactFiber$")),
  );
}

/** Signs in as a person does. */
export async function signIn(to: Page, product: Pick<Product, "url">, who = admin): Promise<void> {
  await to.goto(`${product.url}/`);
  await to.fill("input[name=email]", who.email);
  await to.fill("input[name=password]", who.password);
  await to.click("[type=submit] >> nth=0");
  await to.waitForURL(`${product.url}/`);
}

import { type Browser, chromium } from "@playwright/test";

/** The real Chromium of the system; what root needs, and what small shared memory wants, is set. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"],
  });
}

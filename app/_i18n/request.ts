import { headers } from "next/headers";
import { getRequestConfig } from "next-intl/server";
import { localeOf } from "../../server/trpc/context.ts";

/** A page's language: the one chosen in the console, else the browser's first. */
export default getRequestConfig(async () => {
  const locale = localeOf(await headers());
  const { default: messages } = await import(`../../messages/${locale}.json`);
  return { locale, messages, timeZone: "UTC" };
});

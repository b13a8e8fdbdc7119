import { randomUUID } from "node:crypto";
import type { UserActor } from "../access.ts";
import { tenantCookie } from "../domain/chosen-tenant.ts";
import { type Locale, localeFrom, locales } from "../domain/locale.ts";
import type { WebRuntime } from "../runtime.ts";
import { readCookie, sessionCookie, sessionIdOf } from "../session/cookie.ts";
import { type Credentials, identify } from "../session/identify.ts";
import type { CallContext } from "./init.ts";

/** Who a request is from, as it says itself; a bearer, where there is one, counts alone. */
export async function credentialsOf(
  headers: Headers,
  { env, sessionSecret }: Pick<WebRuntime, "env" | "sessionSecret">,
): Promise<Credentials | null> {
  const bearer = bearerOf(headers);
  if (bearer !== null) return { bearer };
  const cookie = sessionCookie(env, headers.get("cookie"));
  if (cookie === undefined) return null;
  const sessionId = await sessionIdOf(cookie, sessionSecret);
  return sessionId === null ? null : { sessionId };
}

/** One call's context: its caller is read from the database now, and never kept beyond it. */
export async function createCallContext(
  request: Pick<Request, "headers">,
  runtime: WebRuntime,
): Promise<CallContext> {
  const { database, boss, listener, shutdown } = runtime;
  const credentials = await credentialsOf(request.headers, runtime);
  const read = async () => (credentials === null ? null : identify(database, credentials));
  const actor = await read();
  const stillAllowed = async () => isSameAccess(actor, await read());
  const live = { listener, shutdown: shutdown.signal, stillAllowed };
  const chosenTenantId = actor?.via === "session" ? chosenTenantOf(actor, request.headers) : undefined;
  return { ...describeRequest(request), actor, chosenTenantId, database, boss, live };
}

/** The tenant that a system admin's browser works in; it narrows, and gives nobody a right. */
function chosenTenantOf({ role }: UserActor, headers: Headers): number | undefined {
  if (role !== "system_admin") return undefined;
  const chosen = readCookie(headers.get("cookie"), tenantCookie) ?? "";
  return /^\d{1,15}$/.test(chosen) ? Number(chosen) : undefined;
}

/** Whether nothing was taken from a caller since; who was given more may go on too, after a new call. */
function isSameAccess(then: UserActor | null, now: UserActor | null): boolean {
  return (
    now !== null && now.role === then?.role && now.tenantId === then.tenantId && now.scope === then.scope
  );
}

/** What is known of a request before its caller is: what an early refusal needs. */
export function describeRequest({
  headers,
}: Pick<Request, "headers">): Pick<CallContext, "locale" | "request"> {
  return { locale: localeOf(headers), request: { id: randomUUID(), address: addressOf(headers) } };
}

/** The bearer token that a request shows, or null. */
export function bearerOf(headers: Headers): string | null {
  return /^Bearer +(\S+) *$/i.exec(headers.get("authorization") ?? "")?.[1] ?? null;
}

/** The caller's address: the web's own entry has overwritten this header with what it knows. */
export function addressOf(headers: Headers): string | null {
  return headers.get("x-forwarded-for");
}

/** The language chosen in the console, else the browser's. */
export function localeOf(headers: Headers): Locale {
  const chosen = readCookie(headers.get("cookie"), "NEXT_LOCALE");
  return locales.find((locale) => locale === chosen) ?? localeFrom(headers.get("accept-language"));
}

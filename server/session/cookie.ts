import { decode } from "next-auth/jwt";
import type { Env } from "../env.ts";

/** A session lives so long at most; the cookie is thrown away by the browser then. */
export const sessionMaxAgeSeconds = 7 * 24 * 3600;

/** Whether browsers reach the console by https alone, and its cookies may be marked so. */
export function isSecure(env: Pick<Env, "HOSTRUN_URL">): boolean {
  return env.HOSTRUN_URL?.startsWith("https:") === true;
}

/** A cookie's name; with `__Host-` a browser takes it from this very host and over https only. */
export function cookieName(env: Pick<Env, "HOSTRUN_URL">, name: string): string {
  return isSecure(env) ? `__Host-hostrun.${name}` : `hostrun.${name}`;
}

/** The cookie that says who a browser is, still closed; undefined where there is none. */
export function sessionCookie(
  env: Pick<Env, "HOSTRUN_URL">,
  cookieHeader: string | null,
): string | undefined {
  return readCookie(cookieHeader, cookieName(env, "session"));
}

/** The random session id in the cookie's token, or null where the token is none of ours. */
export async function sessionIdOf(token: string, secret: string): Promise<string | null> {
  try {
    const claims = await decode({ token, secret });
    return typeof claims?.sid === "string" ? claims.sid : null;
  } catch {
    return null;
  }
}

/** One cookie's value from a `Cookie` header. */
export function readCookie(header: string | null, name: string): string | undefined {
  for (const part of (header ?? "").split(";")) {
    const [key, ...value] = part.trim().split("=");
    if (key === name && value.length > 0) return value.join("=");
  }
  return undefined;
}

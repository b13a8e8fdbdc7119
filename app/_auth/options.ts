import type { AuthOptions } from "next-auth";
import credentials from "next-auth/providers/credentials";
import { ServiceError } from "../../server/errors.ts";
import { logger } from "../../server/logger.ts";
import type { WebRuntime } from "../../server/runtime.ts";
import { cookieName, isSecure, sessionMaxAgeSeconds } from "../../server/session/cookie.ts";
import { endSession } from "../../server/session/end.ts";
import { signIn } from "../../server/session/sign-in.ts";
import { describeRequest } from "../../server/trpc/context.ts";

/** How browsers sign in. The cookie's token holds a random session id and nothing else. */
export function authOptions(runtime: WebRuntime): AuthOptions {
  return {
    secret: runtime.sessionSecret,
    session: { strategy: "jwt", maxAge: sessionMaxAgeSeconds },
    useSecureCookies: isSecure(runtime.env),
    cookies: cookies(runtime.env),
    pages: { signIn: "/sign-in", error: "/sign-in", signOut: "/sign-in" },
    providers: [passwordProvider(runtime)],
    callbacks: { jwt: ({ token, user }) => (user ? { sid: user.id } : { sid: token.sid }) },
    events: { signOut: ({ token }) => endSession(runtime.database, token.sid) },
    logger: { error: (code) => logger.warn({ code }, "sign-in"), warn: () => {}, debug: () => {} },
  };
}

function passwordProvider(runtime: WebRuntime) {
  return credentials({
    name: "password",
    credentials: { email: { type: "email" }, password: { type: "password" } },
    authorize: async (given, request) => {
      const headers = new Headers(request.headers as Record<string, string>);
      const { id, address } = describeRequest({ headers }).request;
      const from = { id, address: address ?? "unknown", agent: headers.get("user-agent") };
      const { email = "", password = "" } = given ?? {};
      const sid = await signIn(runtime, { email, password }, from).catch(refuse);
      return { id: sid };
    },
  });
}

/** A refusal reaches the page as a query string: its reason, and the values that its sentence names. */
function refuse(error: unknown): never {
  if (!(error instanceof ServiceError)) throw error;
  const values = Object.entries(error.values).map(([name, value]) => [name, String(value)]);
  throw new Error(new URLSearchParams([["reason", error.reason], ...values]).toString());
}

function cookies(env: WebRuntime["env"]): AuthOptions["cookies"] {
  const options = { httpOnly: true, sameSite: "lax" as const, path: "/", secure: isSecure(env) };
  return {
    sessionToken: { name: cookieName(env, "session"), options },
    csrfToken: { name: cookieName(env, "csrf"), options },
    callbackUrl: { name: cookieName(env, "callback"), options },
  };
}

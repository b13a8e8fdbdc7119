import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { cache } from "react";
import type { UserActor } from "../../server/access.ts";
import { webRuntime } from "../../server/runtime.ts";
import { createCallContext } from "../../server/trpc/context.ts";

/** The context of a page's calls, read once a request; its actor is null where nobody is signed in. */
export const callContext = cache(async () =>
  createCallContext({ headers: await headers() }, await webRuntime()),
);

/** Who is signed in; others are sent to the sign-in page. */
export async function requireCaller(): Promise<UserActor> {
  const { actor } = await callContext();
  if (actor === null) redirect("/sign-in");
  return actor;
}

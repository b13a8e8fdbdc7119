import { TRPCError } from "@trpc/server";
import { notFound } from "next/navigation";
import { cache } from "react";
import { appRouter } from "../../server/router.ts";
import { callContext, requireCaller } from "../_auth/caller.ts";

/** The API as the page's own caller, for what a page shows first. Whoever is nobody is sent to sign in. */
export const api = cache(async () => {
  await requireCaller();
  return appRouter.createCaller(await callContext());
});

/** What was asked for, or the page that says that there is no such thing. */
export async function orNotFound<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof TRPCError && error.code === "NOT_FOUND") notFound();
    throw error;
  }
}

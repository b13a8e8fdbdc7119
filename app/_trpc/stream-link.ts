import { httpSubscriptionLink, type TRPCLink } from "@trpc/client";
import type { AppRouter } from "../../server/router.ts";

export const streamLink = httpSubscriptionLink({ url: "/api/trpc" }) as TRPCLink<AppRouter>;

import type { NextRequest } from "next/server";
import NextAuth from "next-auth";
import { webRuntime } from "../../../../server/runtime.ts";
import { authOptions } from "../../../_auth/options.ts";

type Context = { params: Promise<{ nextauth: string[] }> };

async function answer(request: NextRequest, context: Context): Promise<Response> {
  return NextAuth(request, context, authOptions(await webRuntime()));
}

export { answer as GET, answer as POST };

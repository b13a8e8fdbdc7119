import type { Env } from "../../env.ts";
import type { ManagerMapping } from "./manager-mapping.ts";

/** The platform's message centre as the operator has set it up. */
export interface MessageCentre {
  /** Without a slash at its end. */
  url: string;
  token: string | null;
  /** Whom it tells where neither task nor tenant says. */
  receivers: string[];
  mapping: ManagerMapping;
}

type Settings = Pick<Env, "MANAGER_URL" | "MANAGER_TOKEN" | "MANAGER_RECEIVERS" | "MANAGER_MAPPING">;

/** The message centre of the settings; null where there is none. */
export function messageCentreOf(env: Settings): MessageCentre | null {
  const { MANAGER_URL: url, MANAGER_TOKEN: token = null } = env;
  if (url === undefined) return null;
  return { url, token, receivers: env.MANAGER_RECEIVERS, mapping: env.MANAGER_MAPPING };
}

import type { ProxyItem } from "../../../../server/proxy/output.ts";

/** What is known of a proxy where something can be done to it. */
export interface ProxyFacts {
  id: number;
  name: string;
  targetCount: number;
}

export function proxyFactsOf({ id, name, targetCount }: ProxyItem): ProxyFacts {
  return { id, name, targetCount };
}

import type { TargetItem } from "../../../../server/target/output.ts";

/** What is known of a host where something can be done to it. */
export interface TargetFacts {
  id: number;
  tenantId: number;
  name: string;
  sandbox: boolean;
}

export function targetFactsOf({ id, tenantId, name, sandbox }: TargetItem): TargetFacts {
  return { id, tenantId, name, sandbox };
}

/** What is known of a script where it can be run. */
export interface RunnableScript {
  id: number;
  tenantId: number;
  name: string;
  currentVersion: number;
}

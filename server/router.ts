import { apiTokenRouter } from "./api-token/router.ts";
import { auditRouter } from "./audit/router.ts";
import { calendarRouter } from "./calendar/router.ts";
import { connectionCheckRouter } from "./connection-check/router.ts";
import { dashboardRouter } from "./dashboard/router.ts";
import { invitationRouter } from "./invitation/router.ts";
import { noticeRouter } from "./notice/router.ts";
import { noticeChannelRouter } from "./notice-channel/router.ts";
import { proxyRouter } from "./proxy/router.ts";
import { sampleRouter } from "./sample/router.ts";
import { scriptRouter } from "./script/router.ts";
import { sessionRouter } from "./session/router.ts";
import { keyRouter } from "./ssh-key/router.ts";
import { systemRouter } from "./system/router.ts";
import { targetRouter } from "./target/router.ts";
import { targetLogRouter } from "./target-log/router.ts";
import { taskRouter } from "./task/router.ts";
import { taskLogRouter } from "./task-log/router.ts";
import { tenantRouter } from "./tenant/router.ts";
import { router } from "./trpc/init.ts";
import { userRouter } from "./user/router.ts";

/** Every procedure there is, for the console and for other front ends alike. */
export const appRouter = router({
  sample: sampleRouter,
  script: scriptRouter,
  task: taskRouter,
  taskLog: taskLogRouter,
  targetLog: targetLogRouter,
  target: targetRouter,
  proxy: proxyRouter,
  calendar: calendarRouter,
  key: keyRouter,
  connectionCheck: connectionCheckRouter,
  notice: noticeRouter,
  noticeChannel: noticeChannelRouter,
  tenant: tenantRouter,
  user: userRouter,
  invitation: invitationRouter,
  apiToken: apiTokenRouter,
  session: sessionRouter,
  audit: auditRouter,
  dashboard: dashboardRouter,
  system: systemRouter,
});
export type AppRouter = typeof appRouter;

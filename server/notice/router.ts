import { idInput, tenantInput } from "../domain/wire.ts";
import { procedure, router } from "../trpc/init.ts";
import { noticeChangeInput, noticeListInput } from "./input.ts";
import { getNotice, listNotices, noticeFacets } from "./list.ts";
import { noticeChangedOutput, noticeFacetsOutput, noticeListOutput, noticeOutput } from "./output.ts";
import { giveUpNotice, retryNotice } from "./service.ts";

export const noticeRouter = router({
  list: procedure
    .input(noticeListInput)
    .output(noticeListOutput)
    .query(({ ctx, input }) => listNotices(ctx, input)),
  facets: procedure
    .input(tenantInput)
    .output(noticeFacetsOutput)
    .query(({ ctx, input }) => noticeFacets(ctx, input)),
  get: procedure
    .input(idInput)
    .output(noticeOutput)
    .query(({ ctx, input }) => getNotice(ctx, input)),
  retry: procedure
    .input(noticeChangeInput)
    .output(noticeChangedOutput)
    .mutation(({ ctx, input }) => retryNotice(ctx, input)),
  giveUp: procedure
    .input(noticeChangeInput)
    .output(noticeChangedOutput)
    .mutation(({ ctx, input }) => giveUpNotice(ctx, input)),
});

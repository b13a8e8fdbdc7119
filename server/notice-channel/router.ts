import { createdOutput, doneOutput, idInput, tenantInput } from "../domain/wire.ts";
import { procedure, router } from "../trpc/init.ts";
import {
  noticeChannelCreateInput,
  noticeChannelListInput,
  noticeChannelUpdateInput,
  setReceiversInput,
} from "./input.ts";
import { getNoticeChannel, listNoticeChannels } from "./list.ts";
import { readMessageCentre, setReceivers, testMessageCentre } from "./message-centre.ts";
import {
  messageCentreOutput,
  noticeChannelListOutput,
  noticeChannelOutput,
  noticeChannelTestOutput,
} from "./output.ts";
import {
  createNoticeChannel,
  deleteNoticeChannel,
  testNoticeChannel,
  updateNoticeChannel,
} from "./service.ts";

export const noticeChannelRouter = router({
  list: procedure
    .input(noticeChannelListInput)
    .output(noticeChannelListOutput)
    .query(({ ctx, input }) => listNoticeChannels(ctx, input)),
  get: procedure
    .input(idInput)
    .output(noticeChannelOutput)
    .query(({ ctx, input }) => getNoticeChannel(ctx, input)),
  create: procedure
    .meta({ scope: "admin" })
    .input(noticeChannelCreateInput)
    .output(createdOutput)
    .mutation(({ ctx, input }) => createNoticeChannel(ctx, input)),
  update: procedure
    .meta({ scope: "admin" })
    .input(noticeChannelUpdateInput)
    .output(doneOutput)
    .mutation(({ ctx, input }) => updateNoticeChannel(ctx, input)),
  delete: procedure
    .meta({ scope: "admin" })
    .input(idInput)
    .output(doneOutput)
    .mutation(({ ctx, input }) => deleteNoticeChannel(ctx, input)),
  test: procedure
    .input(idInput)
    .output(noticeChannelTestOutput)
    .mutation(({ ctx, input }) => testNoticeChannel(ctx, input)),
  messageCentre: procedure
    .input(tenantInput)
    .output(messageCentreOutput)
    .query(({ ctx, input }) => readMessageCentre(ctx, input)),
  setReceivers: procedure
    .meta({ scope: "admin" })
    .input(setReceiversInput)
    .output(doneOutput)
    .mutation(({ ctx, input }) => setReceivers(ctx, input)),
  testMessageCentre: procedure
    .input(tenantInput)
    .output(noticeChannelTestOutput)
    .mutation(({ ctx, input }) => testMessageCentre(ctx, input)),
});

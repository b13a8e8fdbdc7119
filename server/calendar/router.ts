import { createdOutput, doneOutput, idInput } from "../domain/wire.ts";
import { procedure, router } from "../trpc/init.ts";
import { calendarCreateInput, calendarListInput, calendarUpdateInput } from "./input.ts";
import { calendarListOutput, calendarOutput } from "./output.ts";
import { createCalendar, deleteCalendar, getCalendar, listCalendars, updateCalendar } from "./service.ts";

export const calendarRouter = router({
  list: procedure
    .input(calendarListInput)
    .output(calendarListOutput)
    .query(({ ctx, input }) => listCalendars(ctx, input)),
  get: procedure
    .input(idInput)
    .output(calendarOutput)
    .query(({ ctx, input }) => getCalendar(ctx, input)),
  create: procedure
    .input(calendarCreateInput)
    .output(createdOutput)
    .mutation(({ ctx, input }) => createCalendar(ctx, input)),
  update: procedure
    .input(calendarUpdateInput)
    .output(doneOutput)
    .mutation(({ ctx, input }) => updateCalendar(ctx, input)),
  delete: procedure
    .input(idInput)
    .output(doneOutput)
    .mutation(({ ctx, input }) => deleteCalendar(ctx, input)),
});

import { untilEnded } from "../dev/until-ended.ts";
import { env } from "../server/env.ts";
import { readOptions } from "./options.ts";

/** Runs the product until it is told to end. */
export async function start(words: string[]): Promise<void> {
  const { values } = readOptions({
    args: words,
    options: { web: { type: "boolean" }, worker: { type: "boolean" }, dev: { type: "boolean" } },
  });
  const one = values.web === true || values.worker === true;
  await untilEnded({
    env: env(),
    web: !one || values.web === true,
    worker: !one || values.worker === true,
    sandbox: env().HOSTRUN_SANDBOX,
    dev: values.dev === true,
  });
}

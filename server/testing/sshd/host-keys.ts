import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import type { HostKeyType } from "./options.ts";

/** Makes one host key of each type in `directory`; answers the paths of the private keys. */
export function makeHostKeys(directory: string, types: HostKeyType[]): Promise<string[]> {
  return Promise.all(
    types.map(async (type) => {
      const file = join(directory, type);
      await promisify(execFile)("ssh-keygen", ["-q", "-t", type, "-N", "", "-C", "", "-f", file]);
      return file;
    }),
  );
}

/**
 * Real OpenSSH servers for tests, on loopback.
 *
 *     const user = await testUser();                       // server/testing/sshd/test-user.ts: a plain account
 *     const key = makeKeyPair();
 *     const sshd = await startSshd({ authorizedKeys: [key.publicKey] });
 *     …                                                    // log in as user.name at 127.0.0.1:sshd.port
 *     sshd.count(/Accepted publickey/);                    // its own log says what was really asked of it
 *     await sshd.stop();                                   // and everything that was started through it
 *
 * - `everyAddress: true` answers on each address of 127.0.0.0/8 (a hundred "hosts" with one server).
 * - Stock limits (MaxStartups 10:30:100, MaxSessions 10) unless others are given.
 * - `sessions()` counts the sessions in the server's log; `logLevel: "DEBUG1"` makes it say also which user
 *   names were sent (`userauth-request`), so that a test can prove that none was.
 * - `restart()` starts it anew on the same port, with new host keys if asked: a changed host key.
 * - Login shells: `testUser({ shell: "fish" })`, one account for each; `name` makes a further one with a home
 *   of its own, for a test that writes profiles. Homes stay between runs: set what you rely on.
 *
 * Needs `openssh-server` (`npm test` installs it). As an ordinary user only that user can log in.
 */
import { randomUUID } from "node:crypto";
import { appendFile, chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "../../dev/free-port.ts";
import { parseHostKeyLine } from "../ssh/keys.ts";
import type { HostKey } from "../ssh/route.ts";
import { sshdConfig } from "./sshd/config.ts";
import { makeHostKeys } from "./sshd/host-keys.ts";
import { endProcessesMarked } from "./sshd/marked-processes.ts";
import type { HostKeyType, SshdOptions } from "./sshd/options.ts";
import { type RunningSshd, runSshd } from "./sshd/run.ts";

export interface Sshd {
  readonly address: string;
  readonly port: number;
  /** In the order of `hostKeyTypes`. */
  readonly hostKeys: HostKey[];
  /** Process id of the listening server. */
  readonly pid: number;
  /** Everything the server has logged, over restarts too. */
  log(): string;
  /** How many places in the log match. */
  count(pattern: RegExp): number;
  /** Sessions (an exec each) that were started. */
  sessions(): number;
  /** Lets one more public key line in, as if it had been put into `authorized_keys`. */
  authorize(publicKey: string): Promise<void>;
  /** Starts it anew on the same port, ending its sessions; other host keys if asked. */
  restart(options?: { newHostKeys?: boolean }): Promise<void>;
  /** Ends the server and everything that was started through it. */
  stop(): Promise<void>;
}

/** Starts an OpenSSH server and waits until it listens; throws with its own words where it does not. */
export async function startSshd(options: SshdOptions): Promise<Sshd> {
  const directory = await mkdtemp(join(tmpdir(), "hostrun-sshd-"));
  await chmod(directory, 0o755);
  const mark = `HOSTRUN_TEST_SSHD=${randomUUID()}`;
  const port = options.port ?? (await freePort());
  const types = options.hostKeyTypes ?? ["ed25519"];
  await writeFile(join(directory, "authorized_keys"), `${options.authorizedKeys.join("\n")}\n`);
  await writeFile(join(directory, "sshd_config"), sshdConfig({ ...options, directory, port, types, mark }));
  let hostKeys = await newHostKeys(directory, types);
  let running = await runSshd(directory, options.within);
  const log = () => running.log();

  return {
    address: options.address ?? "127.0.0.1",
    port,
    get hostKeys() {
      return hostKeys;
    },
    get pid() {
      return running.pid;
    },
    log,
    count: (pattern) => log().match(new RegExp(pattern, "g"))?.length ?? 0,
    sessions: () => log().match(/Starting session: /g)?.length ?? 0,
    authorize: (publicKey) => appendFile(join(directory, "authorized_keys"), `${publicKey}\n`),
    restart: async ({ newHostKeys: anew = false } = {}) => {
      await endEverything(running, mark);
      if (anew) hostKeys = await newHostKeys(directory, types);
      running = await runSshd(directory, options.within);
    },
    stop: async () => {
      await endEverything(running, mark);
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function newHostKeys(directory: string, types: HostKeyType[]): Promise<HostKey[]> {
  await rm(join(directory, "host-keys"), { recursive: true, force: true });
  await mkdir(join(directory, "host-keys"));
  const files = await makeHostKeys(join(directory, "host-keys"), types);
  const lines = await Promise.all(files.map((file) => readFile(`${file}.pub`, "utf8")));
  return lines.map(parseHostKeyLine);
}

async function endEverything(running: RunningSshd, mark: string): Promise<void> {
  await running.stop();
  await endProcessesMarked(mark);
}

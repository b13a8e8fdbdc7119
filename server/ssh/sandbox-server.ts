import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import path from "node:path";
import type { Readable } from "node:stream";
import ssh2, { type Connection, type ParsedKey, type ServerChannel, type Session } from "ssh2";

export interface SandboxOptions {
  /** OpenSSH private key that the server shows. */
  hostKey: string;
  /** The public key line that may log in, beside those in the home's own `authorized_keys`. */
  authorizedKey: string;
  username: string;
  /** 0: a free one. */
  port: number;
  /** Who scripts run as; null: as this process. */
  runAs: { uid: number; gid: number } | null;
  /** A scratch folder that the scripts' user may write in. */
  home: string;
}

/**
 * A small SSH server on loopback whose one account runs commands with a clean environment, below a user that
 * owns nothing. It stands in for a host where somebody has none at hand. Answers the port it listens on.
 */
export function startSandboxServer(
  options: SandboxOptions,
): Promise<{ port: number; stop(): Promise<void> }> {
  const children = new Set<ChildProcess>();
  const server = new ssh2.Server({ hostKeys: [options.hostKey] }, (client) =>
    serve(client, options, children),
  );
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, "127.0.0.1", () => {
      resolve({
        port: (server.address() as AddressInfo).port,
        stop: async () => {
          server.close();
          for (const child of children) endGroup(child);
        },
      });
    });
  });
}

function serve(client: Connection, options: SandboxOptions, children: Set<ChildProcess>): void {
  client.on("error", () => {});
  client.on("authentication", (asked) => {
    if (asked.method !== "publickey" || asked.username !== options.username) {
      return asked.reject(["publickey"]);
    }
    const { algo, data } = asked.key;
    const allowed = allowedKeys(options).find((key) => key.type === algo && key.getPublicSSH().equals(data));
    if (allowed === undefined) return asked.reject(["publickey"]);
    if (asked.signature === undefined || asked.blob === undefined) return asked.accept();
    if (allowed.verify(asked.blob, asked.signature, asked.hashAlgo) === true) asked.accept();
    else asked.reject(["publickey"]);
  });
  client.on("ready", () => {
    client.on("session", (accept) => serveSession(accept(), options, children));
  });
}

/** The given one, and what a move of keys has written since, as on any host. */
function allowedKeys({ authorizedKey, home }: SandboxOptions): ParsedKey[] {
  let written = "";
  try {
    written = readFileSync(path.join(home, ".ssh/authorized_keys"), "utf8");
  } catch {
    // Nothing was written yet.
  }
  return [authorizedKey, ...written.split("\n")].flatMap((line) => {
    const key = ssh2.utils.parseKey(line);
    return key instanceof Error ? [] : [key];
  });
}

function serveSession(session: Session, options: SandboxOptions, children: Set<ChildProcess>): void {
  session.on("exec", (accept, _reject, { command }) => {
    runCommand(accept(), command, options, children);
  });
}

function runCommand(
  channel: ServerChannel,
  command: string,
  { runAs, home, username }: SandboxOptions,
  children: Set<ChildProcess>,
): void {
  const child = spawn("/bin/sh", ["-c", command], {
    ...(runAs ?? {}),
    cwd: home,
    detached: true,
    env: environmentOf(username, home),
  });
  children.add(child);
  child.stdin.on("error", () => {});
  channel.on("error", () => {});
  channel.pipe(child.stdin);
  child.stdout.pipe(channel, { end: false });
  child.stderr.pipe(channel.stderr, { end: false });
  void sayEndOfOutput(channel, child);
  child.once("error", () => {
    channel.exit(127);
    channel.end();
  });
  child.once("close", (code, signal) => {
    children.delete(child);
    if (signal === null) channel.exit(code ?? 255);
    else channel.exit(signal.replace("SIG", ""));
    channel.end();
  });
}

/** A command may close its output and live on; who listens waits for that end, not for the command's. */
async function sayEndOfOutput(
  channel: ServerChannel,
  { stdout, stderr }: { stdout: Readable; stderr: Readable },
): Promise<void> {
  await Promise.all([once(stdout, "end"), once(stderr, "end")]);
  for (const stream of [channel, channel.stderr]) {
    await new Promise<void>((resolve) => stream.write("", () => resolve()));
  }
  channel.eof();
}

/** Nothing of this process's own environment reaches a script. */
function environmentOf(username: string, home: string): NodeJS.ProcessEnv {
  const clean = {
    HOME: home,
    USER: username,
    LOGNAME: username,
    SHELL: "/bin/sh",
    LANG: "C.UTF-8",
    PATH: "/usr/local/bin:/usr/bin:/bin",
  };
  return clean as Partial<NodeJS.ProcessEnv> as NodeJS.ProcessEnv;
}

function endGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // It has ended meanwhile.
  }
}

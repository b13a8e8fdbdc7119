import { join } from "node:path";
import type { HostKeyType, SshdOptions } from "./options.ts";

export interface SshdConfig extends SshdOptions {
  directory: string;
  port: number;
  types: HostKeyType[];
  /** `NAME=value`, set in every session, by which its processes are found at the end. */
  mark: string;
}

/** The text of an sshd_config: public keys only unless passwords are asked for, stock limits unless others are given. */
export function sshdConfig(config: SshdConfig): string {
  const { directory, port, mark } = config;
  // sshd takes 16 listen sockets at most; bound to the device, one serves every loopback address.
  const listen = config.everyAddress
    ? `0.0.0.0:${port} rdomain lo`
    : `${config.address ?? "127.0.0.1"}:${port}`;
  return [
    `ListenAddress ${listen}`,
    ...config.types.map((type) => `HostKey ${join(directory, "host-keys", type)}`),
    `AuthorizedKeysFile ${join(directory, "authorized_keys")} .ssh/authorized_keys`,
    `LogLevel ${config.logLevel ?? "VERBOSE"}`,
    `SetEnv ${mark}`,
    "StrictModes no",
    `UsePAM ${config.passwords === "keyboard-interactive" ? "yes" : "no"}`,
    "UseDNS no",
    `PasswordAuthentication ${config.passwords === "password" ? "yes" : "no"}`,
    `KbdInteractiveAuthentication ${config.passwords === "keyboard-interactive" ? "yes" : "no"}`,
    ...(config.noKeys ? ["PubkeyAuthentication no"] : []),
    "PidFile none",
    "PrintMotd no",
    ...optional("MaxStartups", config.maxStartups),
    ...optional("MaxSessions", config.maxSessions),
    ...optional("PermitOpen", config.permitOpen),
    ...optional("ForceCommand", config.forceCommand),
    ...(config.allowTcpForwarding === false ? ["AllowTcpForwarding no"] : []),
    ...(config.lines ?? []),
    "",
  ].join("\n");
}

function optional(name: string, value: string | number | undefined): string[] {
  return value === undefined ? [] : [`${name} ${value}`];
}

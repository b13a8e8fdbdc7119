export type HostKeyType = "ed25519" | "ecdsa" | "rsa";

export interface SshdOptions {
  /** Public key lines that may log in, as any user. */
  authorizedKeys: string[];
  /** Passwords are taken too, as such or as the answer to a question (by PAM); keys always are, unless `noKeys`. */
  passwords?: "password" | "keyboard-interactive";
  noKeys?: boolean;
  /** Default 127.0.0.1. */
  address?: string;
  /** Answer on every address of 127.0.0.0/8; needs root. */
  everyAddress?: boolean;
  /** Default: a free one. */
  port?: number;
  /** Default: Ed25519 alone. */
  hostKeyTypes?: HostKeyType[];
  logLevel?: "VERBOSE" | "DEBUG1" | "DEBUG3";
  maxStartups?: string;
  maxSessions?: number;
  allowTcpForwarding?: boolean;
  /** `host:port` that may be forwarded to, or `none`. */
  permitOpen?: string;
  forceCommand?: string;
  /** Words in front of the server's command: where else than on this machine's own network it is run. */
  within?: string[];
  /** Further lines of sshd_config. */
  lines?: string[];
}

import type { LoginMode } from "../domain/login-mode.ts";

/**
 * How a host is reached: the values that an SSH connection is made from. This folder knows hosts and keys,
 * never rows; whoever calls it has already decided who may.
 */

/** A public host key: its type (`ssh-ed25519`), its OpenSSH line (`type base64`) and `SHA256:…` fingerprint. */
export interface HostKey {
  type: string;
  line: string;
  fingerprint: string;
}

/** One SSH server on the way, with what is known of its identity. */
export interface Hop {
  /** By which connections to it are dropped once what is known of it has changed. */
  name?: string;
  /** Name or address as the admin wrote it. */
  address: string;
  port: number;
  username: string;
  /** The pinned key's OpenSSH line; null before first contact. */
  pinnedHostKey: string | null;
  /** A fingerprint given before first contact; the first key must match it. */
  expectedFingerprint: string | null;
  /** Algorithms that are offered to nobody else are offered to it: somebody has allowed that for this host. */
  oldAlgorithms?: boolean;
}

/** The tenant's private key in OpenSSH form, with the id of its version for pooling. */
export interface LoginKey {
  privateKey: string;
  version: string;
  /** By which connections that it opened are dropped. */
  name?: string;
}

/** A way to a target: direct (`proxy` null) or through one proxy, with who logs in at the far end. */
export interface Route {
  target: Hop;
  proxy: Hop | null;
  loginMode: LoginMode;
  key: LoginKey;
  /** Where the proxy lets in another one than the target. */
  proxyKey?: LoginKey;
}

export type HopName = "proxy" | "target";

import {
  array,
  boolean,
  discriminatedUnion,
  type infer as Infer,
  int,
  literal,
  object,
  enum as oneOf,
  string,
} from "zod";
import { idSchema, momentSchema } from "../domain/wire.ts";

export const currentKeyOutput = object({
  /** One line for `authorized_keys`. */
  publicKey: string(),
  /** `SHA256:…`, as `ssh-keygen -l` prints it. */
  fingerprint: string(),
  /** To be run on a host, as the user that is logged in as. */
  installCommand: string(),
  createdAt: momentSchema,
});
export const importedKeyOutput = object({ publicKey: string(), fingerprint: string() });
export type ImportedKey = Infer<typeof importedKeyOutput>;

export type CurrentKey = Infer<typeof currentKeyOutput>;

export const rotatedKeyOutput = object({ fingerprint: string() });
export const moveHostsOutput = object({ hosts: int() });

/** How far one host is on its way from the older key to the current one. */
export const moveStates = ["waiting", "moving", "moved", "unreachable", "failed"] as const;
export type MoveState = (typeof moveStates)[number];

const movedHost = object({
  kind: oneOf(["target", "proxy"]),
  id: idSchema,
  name: string(),
  state: oneOf(moveStates),
});
export type MovedHost = Infer<typeof movedHost>;

const unmovedHost = movedHost.extend({
  /** The proxy that it is reached through. */
  proxyName: string().nullable(),
  /** Where it failed, and why: as in a test's steps. */
  step: string().nullable(),
  reason: string(),
  detail: string().nullable(),
  cure: string().nullable(),
});
export type UnmovedHost = Infer<typeof unmovedHost>;

const rotation = object({
  /** The key that goes. */
  old: object({ fingerprint: string(), publicKey: string(), createdAt: momentSchema }),
  startedAt: momentSchema,
  /** Whether somebody stopped it. */
  stopped: boolean(),
  /** Whether hosts move now, or are about to. */
  goesOn: boolean(),
  /** Whether no worker has taken it up, long after it was asked for. */
  noWorker: boolean(),
  total: int(),
  counts: object({ waiting: int(), moving: int(), moved: int(), unreachable: int(), failed: int() }),
  /** So many hosts let in the older key alone: it can't be retired before. */
  needed: int(),
  /** At most 1,000; of more, those that differ first. */
  hosts: array(movedHost),
  /** Those that did not move, at most 200. */
  unmoved: array(unmovedHost),
});
export type Rotation = Infer<typeof rotation>;

/** Null where hosts let in the current key alone. */
export const rotationOutput = object({ rotation: rotation.nullable() });

export const rotationEventSchema = discriminatedUnion("type", [
  object({ type: literal("host"), host: movedHost }),
  object({ type: literal("end"), needed: int() }),
]);
export type RotationEvent = Infer<typeof rotationEventSchema>;

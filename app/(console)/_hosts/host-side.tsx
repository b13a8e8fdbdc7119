import type { HostKind } from "../../../server/domain/host-kind.ts";
import { ConnectionTest } from "./connection-test.tsx";
import { HostKey } from "./host-key.tsx";
import { InstallCommand } from "./install-command.tsx";

interface Host {
  id: number;
  name: string;
  hostKeyFingerprint: string | null;
  offeredHostKeyFingerprint: string | null;
}

/** Beside a host's form: whether it can be reached, whom it must prove to be, and how the key gets there. */
export function HostSide({
  kind,
  host: { id, name, hostKeyFingerprint, offeredHostKeyFingerprint },
  command,
}: {
  kind: HostKind;
  host: Host;
  /** Null where the platform's key is not what logs in, or is not made yet. */
  command: string | null;
}) {
  return (
    <div className="space-y-6 border-line p-4 lg:border-l lg:p-6">
      <ConnectionTest kind={kind} id={id} />
      <HostKey
        kind={kind}
        id={id}
        name={name}
        pinned={hostKeyFingerprint}
        offered={offeredHostKeyFingerprint}
      />
      {command !== null && <InstallCommand command={command} />}
    </div>
  );
}

import { once } from "node:events";
import type { AddressInfo } from "node:net";
import net from "node:net";

/**
 * Carries TCP to an SSH server with half a round trip's delay each way, the same for whoever comes. Runs as a
 * process of its own: `node delay-proxy.ts <port to> <round trip ms> <address> …`; its message to the parent is
 * the port that it answers on at each address.
 */
const [to = "0", roundTripMs = "50", ...addresses] = process.argv.slice(2);
const halfMs = Number(roundTripMs) / 2;

let port = 0;
for (const address of addresses) {
  const server = net.createServer({ noDelay: true }, (near) =>
    join(near, net.connect({ port: Number(to), host: address, noDelay: true })),
  );
  server.listen(port, address);
  await once(server, "listening");
  port = (server.address() as AddressInfo).port;
}
process.send?.(port);
process.on("disconnect", () => process.exit(0));

function join(near: net.Socket, far: net.Socket): void {
  carry(near, far);
  carry(far, near);
}

/** Timers of one length fire in the order in which they were set: nothing overtakes. */
function carry(from: net.Socket, to: net.Socket): void {
  from.on("data", (bytes) => setTimeout(() => to.write(bytes), halfMs));
  from.on("end", () => setTimeout(() => to.end(), halfMs));
  from.on("error", () => to.destroy());
  from.on("close", () => setTimeout(() => to.destroy(), halfMs));
}

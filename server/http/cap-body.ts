import type { IncomingMessage } from "node:http";

/** Far above what any call may hold, so that whoever sends somewhat too much still gets to read why it was refused. */
const capBytes = 16 * 1024 * 1024;

/**
 * Ends the connection of a request whose body goes on and on. Next keeps in memory whatever comes of a body, also
 * of one that nobody reads, so this is done before Next sees the request.
 */
export function capBody(request: IncomingMessage): void {
  const push = request.push.bind(request);
  let bytes = 0;
  request.push = (chunk: Buffer | null, encoding) => {
    bytes += chunk?.length ?? 0;
    if (bytes <= capBytes) return push(chunk, encoding);
    request.socket.destroy();
    return false;
  };
}

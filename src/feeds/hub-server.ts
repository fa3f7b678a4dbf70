import { createServer, type IncomingMessage, type Server } from "node:http";
import type { Log } from "../model/log.ts";
import type { WebSub } from "./websub.ts";

/** What a hub may send at once, in bytes: a document. */
const LONGEST = 10_000_000;
/** How long it may take to send it, in milliseconds. */
const PATIENCE = 30_000;

/**
 * Listens where hubs reach this service (behind the proxy that has the certificate), until it is closed. Rejects, in
 * words, where the port is taken.
 */
export async function listenForHubs(
  websub: Pick<WebSub, "handle">,
  port: number,
  log: Log,
): Promise<{ port: number; close(): Promise<void> }> {
  const server = createServer({ requestTimeout: PATIENCE, headersTimeout: 10_000 }, (request, response) => {
    answer(request)
      .catch((error: unknown) => {
        log.warn({ error }, "a hub's request could not be answered");
        return { status: 500, body: "" };
      })
      .then(({ status, body }) => response.writeHead(status, { "content-type": "text/plain" }).end(body));
  });

  const answer = async (request: IncomingMessage) => {
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]),
    );
    const { method = "GET", url = "/" } = request;
    return websub.handle({ method, url, headers, body: () => bodyOf(request) });
  };

  await listening(server, port);
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : port,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function listening(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const failed = (cause: Error) =>
      reject(new Error(`hubs cannot be listened for at websub.port ${port}`, { cause }));
    server.once("error", failed);
    server.listen(port, () => {
      server.off("error", failed);
      resolve();
    });
  });
}

async function bodyOf(request: IncomingMessage): Promise<Uint8Array | undefined> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request) {
    const bytes = Buffer.from(part);
    length += bytes.length;
    if (length > LONGEST) return undefined;
    parts.push(bytes);
  }
  return Buffer.concat(parts);
}

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { ServedDocument } from "./documents.ts";

export interface LoopbackServer {
  port: number;
  close(): Promise<void>;
}

/**
 * Serves documents by their path on 127.0.0.1, on the wanted port or, if another program has it, on any. Then it is
 * still reached under its own address by using it as a proxy. ETag and Last-Modified are honoured (RFC 9110 13).
 */
export async function serve(
  documents: ReadonlyMap<string, ServedDocument>,
  wanted: number,
): Promise<LoopbackServer> {
  const server = createServer((request, response) => answer(documents, request, response));
  // As a proxy: whatever address is asked for, it is this wire that answers in the tunnel.
  server.on("connect", (_request, socket) => {
    socket.write("HTTP/1.1 200 Connection Established\r\n\r\n");
    server.emit("connection", socket);
  });
  const listen = (port: number) =>
    new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(port, "127.0.0.1", () => {
        server.off("error", reject);
        resolve();
      });
    });
  try {
    await listen(wanted);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code !== "EADDRINUSE" && code !== "EACCES") throw error;
    await listen(0);
  }
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the sample wire has no port");
  return {
    port: address.port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function answer(
  documents: ReadonlyMap<string, ServedDocument>,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  if (request.method !== "GET" && request.method !== "HEAD") {
    response.writeHead(405, { allow: "GET, HEAD" }).end();
    return;
  }
  // A proxy is asked with the whole address.
  const target = request.url ?? "/";
  const path = URL.canParse(target, "http://127.0.0.1") ? new URL(target, "http://127.0.0.1").pathname : "/";
  const document = documents.get(path);
  if (document === undefined) {
    response
      .writeHead(404, { "content-type": "text/plain" })
      .end("The sample wire has no such page (yet).\n");
    return;
  }
  const headers = {
    etag: document.etag,
    "last-modified": new Date(document.modifiedAt).toUTCString(),
    "cache-control": "no-cache",
  };
  if (unchanged(document, request)) {
    response.writeHead(304, headers).end();
    return;
  }
  response.writeHead(200, {
    ...headers,
    "content-type": document.type,
    "content-length": document.body.length,
  });
  response.end(request.method === "HEAD" ? undefined : document.body);
}

/** If-None-Match decides alone where it is given; If-Modified-Since knows whole seconds only. */
function unchanged(document: ServedDocument, request: IncomingMessage): boolean {
  const tags = request.headers["if-none-match"];
  if (tags !== undefined) {
    return tags.split(",").some((tag) => tag.trim().replace(/^W\//, "") === document.etag);
  }
  const since = Date.parse(request.headers["if-modified-since"] ?? "");
  return !Number.isNaN(since) && Math.floor(document.modifiedAt / 1000) * 1000 <= since;
}

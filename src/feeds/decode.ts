import { pipeline, Readable, type Transform } from "node:stream";
import {
  constants,
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createInflateRaw,
  createZstdDecompress,
} from "node:zlib";

/** The answer is larger than the cap, encoded or decoded. */
export class SizeError extends Error {
  override readonly name = "SizeError";
}

/** The answer's Content-Encoding is unknown, or its bytes are not what it says. */
export class EncodingError extends Error {
  override readonly name = "EncodingError";
}

export const ACCEPT_ENCODING = "gzip, br, zstd";

/**
 * Reads `body` to its end, undoing `contentEncoding` as it streams, and stops at once when more than `maxBytes`
 * came, encoded or decoded: a gzip bomb costs its cap and no more. Throws SizeError, EncodingError, or what the
 * body threw.
 */
export async function readDecoded(
  body: AsyncIterable<Uint8Array>,
  contentEncoding: string,
  maxBytes: number,
): Promise<Uint8Array> {
  const plain = await collected(decoded(body, contentEncoding, maxBytes), maxBytes);
  // Some servers send a compressed file as it lies on the disk (sitemap.xml.gz) and do not say so.
  if (plain[0] !== 0x1f || plain[1] !== 0x8b) return plain;
  return collected(decoded(once(plain), "gzip", maxBytes), maxBytes);
}

function decoded(
  body: AsyncIterable<Uint8Array>,
  contentEncoding: string,
  maxBytes: number,
): AsyncIterable<Uint8Array> {
  const names = contentEncoding
    .toLowerCase()
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "" && name !== "identity" && name !== "none" && name !== "utf-8");
  if (names.length > 2) throw new EncodingError(`the answer is encoded ${names.length} times over`);
  return names.length === 0 ? body : names.reverse().reduce(undone, capped(body, maxBytes));
}

function undone(body: AsyncIterable<Uint8Array>, name: string): AsyncIterable<Uint8Array> {
  switch (name) {
    case "gzip":
    case "x-gzip":
      return through(body, createGunzip());
    case "deflate":
      return inflated(body);
    case "br":
      return through(body, createBrotliDecompress());
    case "zstd":
      // RFC 9659: no window above 8 MB in HTTP; the library's own limit is 128.
      return through(body, createZstdDecompress({ params: { [constants.ZSTD_d_windowLogMax]: 23 } }));
    default:
      throw new EncodingError(`the answer has an encoding that was not asked for: "${name.slice(0, 40)}"`);
  }
}

async function* through(body: AsyncIterable<Uint8Array>, decoder: Transform): AsyncGenerator<Uint8Array> {
  // What fails upstream destroys the decoder with the same error, and so is thrown by the loop below.
  pipeline(Readable.from(body), decoder, () => undefined);
  try {
    for await (const chunk of decoder) yield chunk;
  } catch (error) {
    if (!isCodecError(error)) throw error;
    throw new EncodingError(`the answer's compressed data is broken or cut short (${error.message})`);
  }
}

/** "deflate" is zlib's format (RFC 9110), but some servers send it bare; the first byte tells. */
async function* inflated(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const bytes = await collected(body, Number.POSITIVE_INFINITY);
  const zlib = ((bytes[0] ?? 0) & 0x0f) === 8 && (((bytes[0] ?? 0) << 8) | (bytes[1] ?? 0)) % 31 === 0;
  yield* through(once(bytes), zlib ? createInflate() : createInflateRaw());
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

async function* capped(body: AsyncIterable<Uint8Array>, maxBytes: number): AsyncGenerator<Uint8Array> {
  let total = 0;
  for await (const chunk of body) {
    total += chunk.byteLength;
    if (total > maxBytes) throw tooLarge(maxBytes);
    yield chunk;
  }
}

async function collected(body: AsyncIterable<Uint8Array>, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let total = 0;
  for await (const chunk of body) {
    total += chunk.byteLength;
    if (total > maxBytes) throw tooLarge(maxBytes);
    chunks.push(chunk);
  }
  // Always a copy of its own: a view would keep, and take along to a worker, the socket's whole buffer.
  const whole = new Uint8Array(total);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.byteLength;
  }
  return whole;
}

function tooLarge(maxBytes: number): SizeError {
  return new SizeError(
    `the answer is larger than ${Math.round(maxBytes / 1e5) / 10} MB; it was not read further`,
  );
}

function isCodecError(error: unknown): error is Error {
  return (
    error instanceof Error &&
    "code" in error &&
    typeof error.code === "string" &&
    /^(?:Z_|ERR__|ERR_BROTLI|ERR_ZSTD|ZSTD_)/.test(error.code)
  );
}

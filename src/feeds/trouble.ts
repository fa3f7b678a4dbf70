import { adviceFor } from "./challenge.ts";
import { CredentialsError } from "./credentials.ts";
import { TimeoutError } from "./deadline.ts";
import { EncodingError, SizeError } from "./decode.ts";
import { GuardError } from "./guard.ts";
import { RedirectError } from "./transfer.ts";

/** What a socket's or a resolver's error code means to someone who minds feeds. */
const CODES: Record<string, string> = {
  ERR_INVALID_URL: "its URL, or its proxy's, is none that can be read",
  ENOTFOUND: "its host name is unknown: look for a slip in the URL, or the site is gone",
  EAI_AGAIN: "its host name could not be looked up now: the resolver does not answer",
  ECONNREFUSED: "its server refuses connections",
  ECONNRESET: "its server hung up in the middle",
  EPIPE: "its server hung up in the middle",
  ETIMEDOUT: "its server cannot be reached (no answer to a connection)",
  EHOSTUNREACH: "its server cannot be reached (no route)",
  ENETUNREACH: "its server cannot be reached (no network)",
  UND_ERR_CONNECT_TIMEOUT: "its server cannot be reached (no connection in time)",
  UND_ERR_SOCKET: "its server hung up in the middle",
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: "its answer is not as long as it says",
  UND_ERR_HEADERS_OVERFLOW: "its answer's headers are too large",
  CERT_HAS_EXPIRED: "its certificate has expired",
  ERR_TLS_CERT_ALTNAME_INVALID: "its certificate is for another host",
  DEPTH_ZERO_SELF_SIGNED_CERT: "its certificate is signed by itself",
  SELF_SIGNED_CERT_IN_CHAIN: "its certificate's chain ends in one signed by itself",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "its certificate's chain is incomplete",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "its certificate's issuer is unknown here",
};

/** Any error of a poll in words an admin can act on. Never holds a header's or secret's text. */
export function failureWords(error: unknown): string {
  if (!(error instanceof Error)) return "failed for a reason unknown";
  if (
    error instanceof GuardError ||
    error instanceof CredentialsError ||
    error instanceof TimeoutError ||
    error instanceof RedirectError ||
    error instanceof SizeError ||
    error instanceof EncodingError
  ) {
    return error.message;
  }
  // Undici's own words for what a proxy answers to a request for a tunnel, and to one without the right login.
  const refused = /^Proxy (?:response|Authentication Required) \((\d{3})\)/.exec(error.message)?.[1];
  if (refused !== undefined) {
    const advice = refused === "407" ? adviceFor(407, false) : "the proxy does not let it through";
    return `${refused}; ${advice}`;
  }
  const code = codeOf(error);
  const known = code === undefined ? undefined : CODES[code];
  if (known !== undefined) return `${known} (${code})`;
  if (isNoTls(code)) return `its server does not speak TLS there: try http:// instead of https:// (${code})`;
  if (code?.startsWith("HPE_")) return `its server does not speak HTTP as it should (${code})`;
  if (error.name === "TimeoutError") return "no answer in the time given";
  return code === undefined || error.message.includes(code) ? error.message : `${error.message} (${code})`;
}

/** Whether the desk's own rules or settings are the cause, not the publisher's server. */
export function isRefusal(error: unknown): boolean {
  return error instanceof GuardError || error instanceof CredentialsError;
}

/** Whether the time given was over: ours, or a signal's. */
export function isTimeout(error: unknown): boolean {
  return error instanceof Error && error.name === "TimeoutError";
}

/** Whether the network or a server failed in the middle: a moment later it may not. */
export function isOfNetwork(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = codeOf(error) ?? "";
  return (
    isTimeout(error) ||
    /^(?:EAI_AGAIN|ECONN|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|UND_ERR_(?:SOCKET|CONNECT_TIMEOUT|RES_CONTENT))/.test(
      code,
    )
  );
}

/**
 * Whether a URL failed in a way that may be the scheme's own: nothing listens there, or what does speaks no TLS. A bad
 * certificate is none of these: what it guards is not asked for without it.
 */
export function isOfScheme(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = codeOf(error);
  return (
    isTimeout(error) ||
    isNoTls(code) ||
    /^(?:ECONNREFUSED|ECONNRESET|ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT)$/.test(code ?? "")
  );
}

/** OpenSSL's and Node's words for an answer that is no TLS record. */
function isNoTls(code: string | undefined): boolean {
  return code === "EPROTO" || code?.startsWith("ERR_SSL_") === true;
}

function codeOf(error: Error): string | undefined {
  if ("code" in error && typeof error.code === "string") return error.code;
  const inner = error instanceof AggregateError ? error.errors[0] : error.cause;
  return inner instanceof Error ? codeOf(inner) : undefined;
}

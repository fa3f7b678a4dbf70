import ipaddr from "ipaddr.js";

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** Addresses that look public and serve a cloud's machines alone: Azure's wire server. */
const METADATA = new Set(["168.63.129.16"]);

/** What the registries call each kind of address that no publisher's feed is served from. */
const WORDS: Record<string, string> = {
  loopback: "loopback",
  private: "private",
  uniqueLocal: "private",
  linkLocal: "link-local (a cloud's metadata lives there)",
  deprecatedSiteLocal: "site-local",
  carrierGradeNat: "carrier-grade NAT",
  multicast: "multicast",
  broadcast: "broadcast",
  unspecified: "unspecified",
};

/**
 * Why a feed may not be fetched from this address, in a word or two; undefined if it is public.
 * Ranges are those of the IANA special-purpose registries (RFC 6890), as ipaddr.js names them. An address
 * that carries an IPv4 one in it (mapped, NAT64, 6to4, compatible) is judged by both.
 */
export function privateKind(text: string): string | undefined {
  const plain = text.replace(/%.*$/, "");
  // Node connects to strict forms only; the loose ones ("0x7f.1") that parsers of C read are refused unread.
  if (!ipaddr.IPv4.isValidFourPartDecimal(plain) && !ipaddr.IPv6.isValid(plain)) return "not an IP address";
  return kindOf(ipaddr.parse(plain));
}

function kindOf(address: Address): string | undefined {
  if (METADATA.has(address.toString())) return "a cloud's metadata service";
  const inner = address instanceof ipaddr.IPv6 ? embedded(address) : undefined;
  if (inner !== undefined) {
    const kind = kindOf(inner);
    return kind === undefined ? undefined : `${kind}, written as IPv6`;
  }
  const range = address.range();
  if (range !== "unicast") return WORDS[range] ?? `reserved (${range})`;
  // Of IPv6 only 2000::/3 is given out as global unicast (RFC 4291, IANA).
  if (address instanceof ipaddr.IPv6 && !address.match(ipaddr.IPv6.parse("2000::"), 3)) return "reserved";
  return undefined;
}

/** The IPv4 address that an IPv6 one stands for, where its prefix says so. */
function embedded(address: ipaddr.IPv6): ipaddr.IPv4 | undefined {
  const bytes = address.toByteArray();
  const part = (from: number) => new ipaddr.IPv4(bytes.slice(from, from + 4));
  const starts = (prefix: string, bits: number) => address.match(ipaddr.IPv6.parse(prefix), bits);
  if (starts("::ffff:0:0", 96)) return part(12); // mapped, RFC 4291
  if (starts("::ffff:0:0:0", 96)) return part(12); // translated, RFC 2765
  if (starts("64:ff9b::", 96)) return part(12); // NAT64, RFC 6052
  if (starts("2002::", 16)) return part(2); // 6to4, RFC 3056
  // ::a.b.c.d, RFC 4291; :: and ::1 are their own.
  if (starts("::", 96) && bytes.slice(12, 15).some((byte) => byte !== 0)) return part(12);
  return undefined;
}

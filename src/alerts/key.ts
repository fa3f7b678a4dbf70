import { createHash } from "node:crypto";
import type { DeliveryKey, DeliveryKind } from "../model/delivery.ts";

/** Discord's nonce holds 25 characters at most (Create Message, Discord API docs). */
const LENGTH = 25;

/**
 * The key of one delivery, the same on every attempt and after every restart: derived from the desk, what is told
 * ("alert:12", "digest:world:08:00"), the kind and the update's number; never random.
 */
export function deliveryKey(
  deskId: string,
  subject: string,
  kind: DeliveryKind,
  update: number,
): DeliveryKey {
  const digest = createHash("sha256").update([deskId, subject, kind, update].join("\u0000")).digest();
  return BigInt(`0x${digest.toString("hex")}`)
    .toString(36)
    .padStart(LENGTH, "0")
    .slice(0, LENGTH);
}

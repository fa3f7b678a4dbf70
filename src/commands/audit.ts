import { z } from "zod";
import type { Reply } from "../model/command.ts";
import type { AuditRow } from "../store/store.ts";
import { command, count, optionalText } from "./command.ts";
import { differences, maskedPassword } from "./difference.ts";
import { minute, rfc3339 } from "./since.ts";

/** Who changed what, when and from where. */
export const audit = command({
  name: "audit",
  summary: "Who changed what, when and from where",
  permission: "admin",
  options: z.object({
    subject: optionalText("A watch list, entity, feed or story; all of them if unsaid"),
    limit: count("How many, 100 at most", 10, 100),
    before: z.coerce
      .number()
      .int()
      .optional()
      .meta({ description: "Only changes before this number", kind: "integer" }),
  }),
  positional: ["subject"],
  example: "audit ukraine-peace",
  async run({ store, timezone }, { subject, limit, before }): Promise<Reply> {
    const rows = await store.trail({
      limit: limit + 1,
      ...(subject === undefined ? {} : { subject }),
      ...(before === undefined ? {} : { before }),
    });
    const shown = rows.slice(0, limit);
    const last = shown.at(-1)?.id;
    const next = { limit: String(limit), ...(subject === undefined ? {} : { subject }) };
    return {
      kind: "page",
      body: {
        kind: "table",
        title: subject === undefined ? "Changes" : `Changes of ${subject}`,
        columns: ["Number", "When", "Who", "Where", "What"],
        rows: shown.map((row) => [
          String(row.id),
          minute(row.at, timezone),
          row.who,
          row.place,
          `${row.action} ${row.subject}${summed(row)}`,
        ]),
        empty: subject === undefined ? "Nothing was changed yet." : `Nothing of “${subject}” was changed.`,
        data: shown.map(auditData),
      },
      ...(rows.length > limit && last !== undefined
        ? { next: { command: "audit", options: { ...next, before: String(last) } } }
        : {}),
    };
  },
});

/** A change as --json has it. */
export function auditData(row: AuditRow) {
  return {
    change: row.id,
    at: rfc3339(row.at),
    who: row.who,
    place: row.place,
    action: row.action,
    subject: row.subject,
    before: withoutSecrets(row.before),
    after: withoutSecrets(row.after),
  };
}

/** A proxy's address may hold a password, which is not ours to print. */
export function withoutSecrets(definition: unknown): unknown {
  if (definition === undefined) return undefined;
  return JSON.parse(JSON.stringify(definition), (key, value: unknown) =>
    key === "proxy" && typeof value === "string" ? maskedPassword(value) : value,
  );
}

/** What is different, in a few words. */
export function summed(row: AuditRow): string {
  const all = differences(row.before, row.after);
  if (all.length === 0) return "";
  const more = all.length > 3 ? ` and ${all.length - 3} more` : "";
  return `: ${all.slice(0, 3).join("; ")}${more}`;
}

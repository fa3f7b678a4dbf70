import { isMap, isNode, isPair, isScalar, LineCounter, parseDocument } from "yaml";
import type { ConfigFault } from "./faults.ts";

/** Where in a document something stands: keys and indexes from the top. */
export type Path = readonly (string | number)[];

/** A YAML document that remembers where everything in it stands. */
export interface YamlDocument {
  value: unknown;
  /** The name to say in faults. */
  file: string;
  /** A fault at the value at `path`, or at its nearest ancestor that is there; at a key of it if one is named. */
  fault(path: Path, message: string, options?: { hint?: string; key?: string }): ConfigFault;
}

/** Reads one YAML document; faults of the syntax come back instead, each with its place. */
export function readYaml(text: string, file: string): { document: YamlDocument } | { faults: ConfigFault[] } {
  const counter = new LineCounter();
  const parsed = parseDocument(text, {
    lineCounter: counter,
    prettyErrors: false,
    uniqueKeys: true,
    logLevel: "error",
  });
  const at = (offset: number) => {
    const { line, col } = counter.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  if (parsed.errors.length > 0) {
    return {
      faults: parsed.errors.map((error) => ({
        file,
        ...at(error.pos[0]),
        message: firstLine(error.message),
      })),
    };
  }
  let value: unknown;
  try {
    value = parsed.toJS({ maxAliasCount: 100 });
  } catch (error) {
    // Thrown for aliases that expand without measure (a "billion laughs").
    return { faults: [{ file, line: 1, column: 1, message: firstLine(String(error)) }] };
  }
  const place = (path: Path, key?: string): { line: number; column: number } => {
    for (let length = path.length; length >= 0; length--) {
      const node = length === 0 ? parsed.contents : parsed.getIn(path.slice(0, length), true);
      if (!isNode(node)) continue;
      const whole = length === path.length;
      if (whole && key !== undefined && isMap(node)) {
        const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === key);
        if (isPair(pair) && isScalar(pair.key) && pair.key.range) return at(pair.key.range[0]);
      }
      if (node.range) return at(node.range[0]);
    }
    return { line: 1, column: 1 };
  };
  return {
    document: {
      value,
      file,
      fault: (path, message, options = {}) => ({
        file,
        ...place(path, options.key),
        message,
        ...(options.hint === undefined ? {} : { hint: options.hint }),
      }),
    },
  };
}

function firstLine(text: string): string {
  return text.split("\n", 1)[0] ?? text;
}

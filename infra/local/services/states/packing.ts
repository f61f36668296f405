import { promisify } from "node:util";
import { deflate, inflateSync } from "node:zlib";
import type { Execution } from "./store.ts";

const compress = promisify(deflate);

/** What of an execution is long, which is packed: as JSON, compressed, in base 64, a tenth of what it was. */
export type Contents = Pick<Execution, "definition" | "input" | "output" | "events">;

/**
 * Packs what is long in an execution that has ended: the account is saved whole, and few look at it again. Nothing is
 * done where it is redriven meanwhile.
 */
export async function pack(execution: Execution): Promise<void> {
  const { definition, input, output, events, stopDate } = execution;
  const bytes = await compress(JSON.stringify({ definition, input, output, events }));
  if (execution.stopDate !== stopDate) return;
  execution.packed = bytes.toString("base64");
  execution.definition = "";
  execution.input = "";
  execution.events = [];
  delete execution.output;
}

/** What was packed. */
export function contentsOf(packed: string): Contents {
  const text = inflateSync(Buffer.from(packed, "base64")).toString();
  const { events, ...rest } = JSON.parse(text) as Contents;
  for (const event of events) event.timestamp = new Date(event.timestamp!);
  return { ...rest, events };
}

/** Takes a packed execution up again, to go on with it. */
export function unpack(execution: Execution): void {
  if (execution.packed !== undefined) Object.assign(execution, contentsOf(execution.packed));
  delete execution.packed;
}

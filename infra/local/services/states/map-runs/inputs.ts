import { setImmediate } from "node:timers/promises";
import { dataLimitExceeded } from "../asl/errors.ts";
import { PAYLOAD_LIMIT } from "../asl/limits.ts";
import { iterationInput } from "../asl/map-settings.ts";
import type { Branch } from "../branch.ts";
import type { MapItem } from "../frames.ts";
import { textOf } from "../history.ts";
import type { MapRun } from "../store.ts";
import { batchItems } from "./item-batcher.ts";
import { readItems } from "./item-reader.ts";

/**
 * What each child of a Map Run is given, as JSON: of the state's own items, or of those that ItemReader reads. It is
 * kept as a blob, because a restart must not read items that have changed since.
 */
export async function inputsOf(
  branch: Branch,
  mapRun: MapRun,
  known: readonly MapItem[] | undefined,
): Promise<string[]> {
  const { cloud } = branch.run;
  if (mapRun.inputs !== undefined) {
    const text = Buffer.from(await cloud.blobs.get(mapRun.inputs)).toString();
    return text.split("\n").slice(0, -1);
  }
  const { ItemReader, ItemBatcher } = branch.state;
  const items = ItemReader ? await readItems(branch, ItemReader) : (known ?? []);
  const selected = await selectedFrom(branch, items);
  const batches = ItemBatcher && (await batchItems(branch, ItemBatcher, selected));
  const inputs = batches?.inputs ?? selected;
  // Unsure: how AWS fails a run one of whose children's input is too large.
  if (inputs.some((input) => Buffer.byteLength(input) > PAYLOAD_LIMIT))
    throw dataLimitExceeded(branch.frame.state);
  mapRun.inputs = await cloud.blobs.put(Buffer.from(inputs.map((input) => `${input}\n`).join("")));
  mapRun.batches = batches?.sizes;
  mapRun.children = inputs.map(() => null);
  cloud.changed();
  return inputs;
}

/** How many items are selected before whatever else the process has to do gets a turn. */
const TURN = 100;

async function selectedFrom(branch: Branch, items: readonly MapItem[]): Promise<string[]> {
  const texts: string[] = [];
  for (const item of items) {
    texts.push(textOf(await iterationInput(branch, item)));
    if (texts.length % TURN === 0) await setImmediate();
  }
  return texts;
}

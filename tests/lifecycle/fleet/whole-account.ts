import { createHash } from "node:crypto";
import type { CloudState } from "../../../infra/local/cloud.ts";
import { type Bucket, bucketsStore } from "../../../infra/local/services/s3/store.ts";
import { encodeSnapshot } from "../../../infra/local/snapshot.ts";
import { FIRST } from "./ids.ts";

/**
 * All that the local account keeps of an account, to the byte: its stores, with what happened, and its buckets. As digests, by
 * Region and store: two whole accounts that differ are nothing to read.
 */
export function wholeOf(state: CloudState, id: string): Record<string, string> {
  const { buckets } = state[""]![""]![bucketsStore.name] as { buckets: Record<string, Bucket> };
  const own = Object.fromEntries(Object.entries(buckets).filter(([, bucket]) => bucket.accountId === id));
  const stores = Object.entries(state[id]!).flatMap(([region, inRegion]) =>
    Object.entries(inRegion).map(([name, store]) => [`${region}/${name}`, store] as const),
  );
  return Object.fromEntries(
    [["buckets", own] as const, ...stores].map(([name, store]) => [
      name,
      createHash("sha256")
        .update(encodeSnapshot({ [id]: { [name]: { store } } }))
        .digest("hex"),
    ]),
  );
}

/** What an account holds in the words of the first one; without stacks' events, which a copy has not. */
export function inSameWords(id: string, state: unknown): unknown {
  return JSON.parse(JSON.stringify(state).replaceAll(id, FIRST), (key, value) =>
    key === "events" ? undefined : value,
  );
}

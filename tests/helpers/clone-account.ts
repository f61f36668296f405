import type { Cloud, CloudState } from "../../infra/local/cloud.ts";
import { cloudFormationStore } from "../../infra/local/services/cloudformation/store.ts";
import { deliverLate, keepDelivering } from "../../infra/local/services/cloudtrail/trails/delivery.ts";
import { trailsStore } from "../../infra/local/services/cloudtrail/trails/store.ts";
import { scheduleHistory } from "../../infra/local/services/config/delivery.ts";
import { configStore } from "../../infra/local/services/config/store.ts";
import { lambdaStore } from "../../infra/local/services/lambda/store.ts";
import { canonicalUser } from "../../infra/local/services/s3/buckets.ts";
import { type Bucket, bucketsStore } from "../../infra/local/services/s3/store.ts";
import { statesStore } from "../../infra/local/services/states/store.ts";
import { blobsIn } from "./clone-blobs.ts";
import { withoutPast } from "./past.ts";
import { type AccountNames, type Stencil, stencilOf, Words, wordsOf } from "./stencil.ts";

/** Credentials stand for one account alone: a copy's instances are given their own. */
const LEFT_OUT = ["instance-credentials"];

/**
 * Copies an account of a running local account into others, which must be new: all that its stores hold in every
 * Region, and its buckets. In the copy each has its own account id, suffix of bucket names, public addresses and load
 * balancers' names; ids such as a VPC's are the original's. Blobs without any of these are shared. What a trail or a
 * recorder has still to deliver is delivered by the copy as well.
 *
 * @param from the original, and the suffix with which its lab was built; nothing may be going on in it
 * @param to the copies
 * @param options.past whether what happened is copied as well (`withoutPast`); compressed blobs of it are then made
 * anew, and not shared. It makes a copy many times as large and as slow
 * @throws Error where an execution, a stack or a function's event is under way, a copy's account is there already, or
 * a bucket's name has neither the account's id nor its suffix, so that no copy can have it
 */
export async function cloneAccount(
  cloud: Cloud,
  from: AccountNames,
  to: readonly AccountNames[],
  { past = false } = {},
): Promise<void> {
  const state = cloud.state[from.accountId];
  if (!state) throw new Error(`There is no account ${from.accountId} to copy.`);
  refuseWork(cloud, from.accountId);
  const { buckets } = cloud.store(bucketsStore, { accountId: "", region: "" });
  const own = filtered(buckets, (bucket) => bucket.accountId === from.accountId);
  const present = mapped(state, (stores) => filtered(stores, (_, name) => !LEFT_OUT.includes(name)));
  const copied = past ? present : withoutPast(present);

  const words = wordsOf(from, Object.keys(own));
  const owner = canonicalUser(from.accountId).ID!;
  const blobs = await blobsIn(cloud, { copied, own }, words, { compressed: past });
  const special = (value: object | string): Stencil<unknown> | undefined =>
    value === owner ? (copy) => copy.of(owner) : blobs.special(value, inner);
  const inner = (value: unknown): Stencil<unknown> => stencilOf(value, words, special);
  const account = inner(copied) as Stencil<CloudState[string]>;
  const bucketsOf = inner(own) as Stencil<Record<string, Bucket>>;

  for (const names of to) {
    if (cloud.state[names.accountId]) throw new Error(`The account ${names.accountId} is there already.`);
    const copy = new Words({
      [from.suffix]: names.suffix,
      [from.accountId]: names.accountId,
      [owner]: canonicalUser(names.accountId).ID!,
    });
    await blobs.copy(copy);
    for (const [name, bucket] of Object.entries(bucketsOf(copy))) {
      if (buckets[name])
        throw new Error(`There is a bucket ${name}: its name has neither the account's id nor its suffix.`);
      buckets[name] = bucket;
    }
    cloud.state[names.accountId] = account(copy);
    goOn(cloud, names.accountId);
  }
  cloud.changed();
}

/**
 * Makes a copy anew over what has become of it. Its functions stay warm: to start them takes longer than most of what they
 * do.
 *
 * @throws as `cloneAccount` does
 */
export async function renewAccount(cloud: Cloud, from: AccountNames, to: AccountNames): Promise<void> {
  const { buckets } = cloud.store(bucketsStore, { accountId: "", region: "" });
  for (const { name } of Object.values(buckets).filter((bucket) => bucket.accountId === to.accountId))
    delete buckets[name];
  delete cloud.state[to.accountId];
  await cloneAccount(cloud, from, [to]);
}

/** Work that goes on in the original would stand still in a copy. */
function refuseWork(cloud: Cloud, accountId: string): void {
  const atWork = [
    ...cloud.stores(statesStore, accountId).flatMap(({ state }) => underWay(state.executions)),
    ...cloud.stores(cloudFormationStore, accountId).flatMap(({ state }) => underWay(state.stacks)),
    ...cloud.stores(lambdaStore, accountId).flatMap(({ state }) => Object.keys(state.queue)),
  ];
  if (atWork.length > 0) throw new Error(`Only an account at rest is copied; under way are ${atWork}.`);
}

function underWay(table: Record<string, { status: string }>): string[] {
  return Object.keys(table).filter((id) => /^RUNNING$|(?<!REVIEW)_IN_PROGRESS$/.test(table[id]!.status));
}

/** Begins, in a copy, what goes on by itself. */
function goOn(cloud: Cloud, accountId: string): void {
  for (const { place, state } of cloud.stores(trailsStore, accountId)) {
    for (const trail of Object.values(state.trails))
      if (trail.logging && !trail.organization) keepDelivering(cloud, place, trail);
    for (const late of state.late) deliverLate(cloud, place, late);
  }
  for (const { place } of cloud.stores(configStore, accountId)) scheduleHistory(cloud, place);
}

function mapped<From, To>(record: Record<string, From>, change: (value: From) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}

function filtered<T>(record: Record<string, T>, keep: (value: T, key: string) => boolean): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([key, value]) => keep(value, key)));
}

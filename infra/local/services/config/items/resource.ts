import { ask } from "../../../own-reads.ts";
import type { Input, OperationName, Output, ServiceName } from "../../../sdk.ts";
import type { Call } from "../../../service.ts";

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

export interface Relationship {
  resourceType: string;
  resourceId?: string;
  resourceName?: string;
  relationshipName: string;
}

/** A resource as it is now: what an item is made of. */
export interface Resource {
  type: string;
  id: string;
  name?: string;
  arn: string;
  /** As items have it: a zone, "Multiple Availability Zones", "Not Applicable" or "Regional". */
  zone: string;
  created?: Date;
  tags: Record<string, string>;
  relationships: Relationship[];
  configuration: Json;
  /** Each value is a JSON text. */
  supplementary: Record<string, string>;
  /** On its way to another state, so that it has to be looked at again. */
  settling?: boolean;
}

/** Asks the account's services how things are. */
export interface Reader {
  accountId: string;
  region: string;
  ask<S extends ServiceName, Op extends OperationName<S>>(
    service: S,
    operation: Op,
    input: Input<S, Op>,
  ): Promise<Output<S, Op>>;
}

/**
 * A reader for Config itself. It asks the services' own operations, and past the dispatcher: what Config may read is
 * not authorised, and each of its many reads would be one event of the account's history more.
 */
export function makeReader(call: Call): Reader {
  return {
    accountId: call.accountId,
    region: call.region,
    ask: (service, operation, input) => ask(call, service, operation, input),
  };
}

/** Every page of a list: `ask` is given the token of each. */
export async function allPages<T>(
  ask: (token: string | undefined) => Promise<{ items: T[] | undefined; next: string | undefined }>,
): Promise<T[]> {
  const all: T[] = [];
  let token: string | undefined;
  do {
    const { items, next } = await ask(token);
    all.push(...(items ?? []));
    token = next;
  } while (token !== undefined);
  return all;
}

/** A tag list as items have it beside the configuration. */
export const tagMap = (
  tags: readonly { Key?: string; Value?: string }[] | undefined,
): Record<string, string> => Object.fromEntries((tags ?? []).map(({ Key = "", Value = "" }) => [Key, Value]));

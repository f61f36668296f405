import type { AdvancedEventSelector, EventSelector, Tag } from "@aws-sdk/client-cloudtrail";
import { defineStore, type Place } from "../../../cloud.ts";

/** Where a trail writes to. */
export interface Destination {
  bucket: string;
  prefix?: string;
}

export interface Trail extends Destination {
  name: string;
  arn: string;
  includeGlobalServiceEvents: boolean;
  multiRegion: boolean;
  validation: boolean;
  /** A trail of the organisation that the account is a member of: not this account's to change. */
  organization: boolean;
  /** One of the two. */
  basicSelectors?: EventSelector[];
  advancedSelectors?: AdvancedEventSelector[];
  tags: Tag[];
  /** Present while it logs: the next event to deliver, by Region. A Region that is not named begins at its first. */
  logging?: { since: Date; next: Record<string, number> };
  startedLogging?: Date;
  stoppedLogging?: Date;
  delivery: { attempted?: Date; succeeded?: Date; error?: string };
}

/** What a trail had not delivered yet when it was stopped or deleted: it still comes. */
export interface LateDelivery {
  due: Date;
  trail: Trail;
  /** From the first number up to, and without, the second, by Region. */
  ranges: Record<string, [from: number, to: number]>;
}

export interface TrailsState {
  /** By name, in their home Region. */
  trails: Record<string, Trail>;
  late: LateDelivery[];
}

export const trailsStore = defineStore<TrailsState>({
  name: "cloudtrail",
  scope: "region",
  create: () => ({ trails: {}, late: [] }),
});

export function trailArn({ accountId, region }: Place, name: string): string {
  return `arn:aws:cloudtrail:${region}:${accountId}:trail/${name}`;
}

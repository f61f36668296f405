import type { FindingCriteria } from "@aws-sdk/client-guardduty";
import { defineStore, type Place } from "../../cloud.ts";
import type { Call } from "../../service.ts";
import { badRequest, invalidParameter } from "./errors.ts";

export type Status = "ENABLED" | "DISABLED";

/** A protection plan of a detector, with what may be switched within it. */
export interface FeatureRecord {
  status: Status;
  updatedAt: Date;
  additional: Record<string, { status: Status; updatedAt: Date }>;
}

/** A finding is kept as what makes it differ from every other of its type; the rest is rendered on read. */
export interface FindingRecord {
  id: string;
  type: string;
  createdAt: Date;
  updatedAt: Date;
  /** When GuardDuty shows it: findings take a while to appear. */
  visibleAt: Date;
  count: number;
  archived: boolean;
  feedback?: "USEFUL" | "NOT_USEFUL";
}

export interface FilterRecord {
  name: string;
  description?: string;
  action: "NOOP" | "ARCHIVE";
  rank: number;
  criteria: FindingCriteria;
  tags: Record<string, string>;
}

/** The account that manages this one's GuardDuty, where an organisation does. */
export interface AdministratorRecord {
  accountId: string;
  relationshipStatus: string;
  invitationId?: string;
  invitedAt?: Date;
}

export interface DetectorRecord {
  id: string;
  clientToken?: string;
  createdAt: Date;
  updatedAt: Date;
  enabled: boolean;
  frequency: "FIFTEEN_MINUTES" | "ONE_HOUR" | "SIX_HOURS";
  /** By name; those that can be switched. */
  features: Record<string, FeatureRecord>;
  tags: Record<string, string>;
  findings: FindingRecord[];
  filters: FilterRecord[];
  administrator: AdministratorRecord | null;
}

interface GuardDutyState {
  /** An account has one in each Region at most. */
  detector: DetectorRecord | null;
}

export const guardDutyStore = defineStore<GuardDutyState>({
  name: "guardduty",
  scope: "region",
  create: () => ({ detector: null }),
});

/** @throws AwsError BadRequestException unless it is this account's */
export function getDetector(call: Call, id: string | undefined): DetectorRecord {
  const { detector } = call.store(guardDutyStore);
  if (!id || id.length > 300) throw invalidParameter("detectorId");
  if (detector?.id !== id)
    throw badRequest(
      "The request is rejected because the input detectorId is not owned by the current account.",
    );
  return detector;
}

export function detectorArn({ accountId, region }: Place, id: string): string {
  return `arn:aws:guardduty:${region}:${accountId}:detector/${id}`;
}

/** GuardDuty's own time stamps: ISO 8601 with milliseconds, as text. */
export const stamp = (date: Date): string => date.toISOString();

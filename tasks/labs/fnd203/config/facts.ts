import type { Place } from "../../lab.ts";

/** What a recorder records: every type, every type but some, or some. */
export type Strategy = "all" | "all-but" | "only";

export interface RecorderFacts {
  name: string;
  roleArn: string;
  strategy: Strategy;
  /** With `all`: whether the global IAM types are included. */
  global: boolean;
  /** The types left out, or those recorded; none with `all`. */
  types: readonly string[];
  /** Whether items are made once a day only, and for which types otherwise. */
  daily: boolean;
  /** The types for which the other frequency holds. */
  overridden: readonly string[];
  recording: boolean;
  /** In capitals; absent before the recorder was first started. */
  status?: string;
  error?: string;
  /** ISO 8601. */
  startedAt?: string;
  /** There before the lab. */
  known: boolean;
}

export interface ChannelFacts {
  name: string;
  bucket: string;
  /** Whether the account has the bucket; another account's cannot be seen. */
  ownBucket: boolean;
  /** Why the last delivery failed, in Config's words. */
  error?: string;
  known: boolean;
}

/** What the step knows of AWS Config in the lab's Region. Plain data. */
export interface ConfigFacts {
  place: Place;
  /** When it was read, ISO 8601. */
  readAt: string;
  recorder?: RecorderFacts;
  channel?: ChannelFacts;
}

/** The types that the lab's steps look at. */
export const NEEDED_TYPES = [
  "AWS::EC2::NetworkAcl",
  "AWS::EC2::SecurityGroup",
  "AWS::EC2::Instance",
  "AWS::EC2::Subnet",
  "AWS::EC2::VPC",
] as const;

export const IAM_TYPES = ["AWS::IAM::Group", "AWS::IAM::Policy", "AWS::IAM::Role", "AWS::IAM::User"] as const;

/** Where Config cannot record IAM (API reference, RecordingGroup, includeGlobalResourceTypes). */
const WITHOUT_IAM = [
  "ap-south-2",
  "ap-southeast-4",
  "ca-west-1",
  "eu-central-2",
  "eu-south-2",
  "il-central-1",
  "me-central-1",
];

export const recordsIamHere = (region: string): boolean => !WITHOUT_IAM.includes(region);

/** Whether a recorder makes items of a type. */
export function records({ strategy, types, global }: RecorderFacts, type: string): boolean {
  if (strategy === "only") return types.includes(type);
  // The switch for global types counts for "all" alone.
  if (strategy === "all-but") return !types.includes(type);
  return global || !(IAM_TYPES as readonly string[]).includes(type);
}

/** Whether a type's items are made once a day only. */
export const isDaily = ({ daily, overridden }: RecorderFacts, type: string): boolean =>
  overridden.includes(type) ? !daily : daily;

/** AWS Control Tower names its recorders so; they are the organisation's to change. */
export const isOrganisations = (name: string): boolean => name.startsWith("aws-controltower-");

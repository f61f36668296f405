import type {
  ConfigRule,
  DeliveryChannel,
  RecordingGroup,
  RecordingMode,
  Tag,
} from "@aws-sdk/client-config-service";
import { defineStore } from "../../cloud.ts";
import type { Area } from "./resource-types.ts";

/** What the recorder makes an item of: every change, or a day's last state. */
export type Frequency = "CONTINUOUS" | "DAILY";

export interface Recorder {
  name: string;
  arn: string;
  roleArn: string;
  group: RecordingGroup;
  mode: RecordingMode;
  recording: boolean;
  /** Service-linked: the principal of the service that owns the recorder. */
  servicePrincipal?: string;
  scope: "INTERNAL" | "PAID";
  started?: Date;
  stopped?: Date;
  /** What came of the last attempt to record; absent until there is one. */
  last?: { at: Date; error?: { code: string; message: string } };
  /** Guarded by a service control policy of the account's organisation: every change is refused. */
  guarded?: boolean;
}

/** What came of the last delivery of a kind. */
export interface DeliveryRecord {
  attempted: Date;
  succeeded?: Date;
  error?: { code: string; message: string };
}

export interface Channel {
  settings: DeliveryChannel & { name: string; s3BucketName: string };
  snapshot?: DeliveryRecord;
  history?: DeliveryRecord;
  guarded?: boolean;
}

export interface RuleRecord extends ConfigRule {
  ConfigRuleName: string;
  ConfigRuleArn: string;
  /** Set once the rule is being deleted: when it will be gone. */
  goneAt?: Date;
}

export const ITEM_STATUSES = ["ResourceDiscovered", "OK", "ResourceDeleted"] as const;

/** One item of a resource's history. What it holds lies in a batch; a deletion holds nothing. */
export interface ItemEntry {
  /** Capture time, milliseconds since 1970; rising within a history. */
  at: number;
  status: (typeof ITEM_STATUSES)[number];
  /** Index into `batches`, and the place in the batch. */
  content?: [batch: number, position: number];
}

/** A resource's history, oldest item first. */
export interface ResourceHistory {
  type: string;
  id: string;
  name?: string;
  arn: string;
  /** Of what the last item holds, so that a capture needs to read no batch. */
  digest: string;
  items: ItemEntry[];
}

/** What a capture has to read again, and when it is due. */
export interface Pending {
  areas: Area[];
  due: Date;
}

export interface ConfigStore {
  /** By name; at most one of the customer's, and the service-linked ones. */
  recorders: Record<string, Recorder>;
  channels: Record<string, Channel>;
  rules: Record<string, RuleRecord>;
  /** Of recorders and rules, by ARN. */
  tags: Record<string, Tag[]>;
  /** By `type id`. */
  histories: Record<string, ResourceHistory>;
  /** Digests of blobs; each is the gzipped JSON of what one capture's items hold. */
  batches: string[];
  pending: { [F in Frequency]?: Pending };
  /** Items newer than this are not in a history file yet; the next delivery of one, where there are such. */
  deliveredUntil: number;
  nextDelivery?: Date;
}

export const configStore = defineStore<ConfigStore>({
  name: "config",
  scope: "region",
  create: () => ({
    recorders: {},
    channels: {},
    rules: {},
    tags: {},
    histories: {},
    batches: [],
    pending: {},
    deliveredUntil: 0,
  }),
});

/** The customer's recorder; service-linked ones are their services' own. */
export const customerRecorder = ({ recorders }: ConfigStore): Recorder | undefined =>
  Object.values(recorders).find(({ servicePrincipal }) => servicePrincipal === undefined);

/** The channel, of which an account has one in a Region. */
export const theChannel = ({ channels }: ConfigStore): Channel | undefined => Object.values(channels)[0];

export const historyKey = (type: string, id: string): string => `${type} ${id}`;

export const isDeleted = ({ items }: ResourceHistory): boolean => items.at(-1)?.status === "ResourceDeleted";

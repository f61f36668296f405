import { defineStore } from "../../../cloud.ts";

/** Who made a call, as the records of it will say; see `rendering/user-identity.ts`. */
export interface RecordedIdentity {
  type: "IAMUser" | "AssumedRole" | "AWSService";
  principalId?: string;
  arn?: string;
  accessKeyId?: string;
  /** A user's name, or the name of the role. */
  userName?: string;
  /** Only of a role: who issued the session, and when. */
  session?: { issuerArn: string; issuerId: string; created: string };
  /** Of a service that acts for itself, or in the role that is linked to it. */
  service?: string;
}

/** A call as it is kept: what a record is rendered from when somebody reads it. */
export interface RecordedEvent {
  /** Ascending in a Region of an account. */
  sequence: number;
  /** Epoch milliseconds. */
  at: number;
  /** When LookupEvents begins to show it: epoch milliseconds. */
  visible: number;
  id: string;
  requestId: string;
  service: string;
  operation: string;
  readOnly: boolean;
  /** The index of its RecordedIdentity in the segment. */
  who: number;
  /** The service that made the call for its caller, or the caller's own address and user agent. */
  invokedBy?: string;
  sourceIp?: string;
  userAgent?: string;
  /** By the SDK's member names; dates are text. Absent where they were too large to be kept. */
  input?: Record<string, unknown>;
  output?: Record<string, unknown>;
  error?: { code: string; message: string; status: number };
}

/** Events of one stretch of time, each as JSON text: cheap to append, and one string each in a snapshot. */
export interface Segment {
  identities: RecordedIdentity[];
  events: string[];
}

/** A segment that is full: gzipped JSON in `cloud.blobs`. */
export interface SealedSegment {
  digest: string;
  count: number;
  /** The sequence numbers of its oldest and its newest event, and their times. */
  first: number;
  last: number;
  from: number;
  to: number;
}

/** Sealed segments, the oldest first, and those that are still in memory; the last one takes new events. */
export interface Lane {
  sealed: SealedSegment[];
  open: Segment[];
}

/**
 * The management events of a Region of an account. Reads and writes are apart, so that whoever polls does not push
 * out of the history what was changed.
 */
export interface EventsState {
  /** The sequence number of the next event. */
  next: number;
  reads: Lane;
  writes: Lane;
}

export const eventsStore = defineStore<EventsState>({
  name: "cloudtrail-events",
  scope: "region",
  create: () => ({ next: 1, reads: { sealed: [], open: [] }, writes: { sealed: [], open: [] } }),
});

/** What the step observes of CloudTrail. */
export interface TrailFacts {
  region: string;
  /** The name that the guide gives to the bucket, the participant's suffix included. */
  bucketName: string;
  /** Trails that may be the lab's: by their name, or by the bucket that they deliver into. */
  candidates: TrailFact[];
  /** Every other trail that the account sees in the lab's Region. */
  others: OtherTrail[];
}

export interface TrailFact {
  name: string;
  arn: string;
  bucket: string;
  /** Whether the account has the bucket. Asked only of a bucket that has a name of the guide's. */
  bucketExists: boolean;
  multiRegion: boolean;
  globalEvents: boolean;
  logging: boolean;
  /** Which management events it records. */
  records: "all" | "reads" | "writes" | "none";
  /** The services that it leaves out. */
  excluded: string[];
  kmsKeyId?: string;
  latestDelivery?: Date;
  /** Why the latest delivery failed, in CloudTrail's words; and whether the bucket's policy would let it in now. */
  delivery?: { error: string; policyAllows: boolean };
  /** Whether the account had it before the lab. */
  before: boolean;
}

export interface OtherTrail {
  name: string;
  arn: string;
  homeRegion: string;
  organization: boolean;
  multiRegion: boolean;
}

/** The guide of 2019 has spaces in it, which CloudTrail refuses. */
export const TRAIL_NAME = "All-API-Commands-across-all-Regions";

/** Whether a name is the guide's, whatever stands between its words. */
export function isGuideName(name: string): boolean {
  return name.toLowerCase().replace(/[^a-z0-9]+/g, "-") === TRAIL_NAME.toLowerCase();
}

/** Whether a bucket has the guide's name, with any suffix; `fdn` is the guide's spelling, and `fnd` what it means. */
export function isTrailBucket(name: string): boolean {
  return /^f(?:dn|nd)203-demo-bucket-/.test(name);
}

import type { PreferencesContent } from "../preferences.ts";

/** Where the log of each session is to go. */
export interface Destinations {
  bucket?: string;
  group?: string;
}

/**
 * Preferences that log to these destinations, and leave all that somebody else has chosen as it is. The four switches
 * are required, and durations are text (Systems Manager User Guide, "Session document schema").
 *
 * @param destinations a destination that is left out stays what it is
 */
export function preferencesWith(
  present: PreferencesContent | undefined,
  { bucket, group }: Destinations,
): PreferencesContent {
  return {
    schemaVersion: "1.0",
    description: "Document to hold regional settings for Session Manager",
    ...present,
    sessionType: "Standard_Stream",
    inputs: {
      s3BucketName: "",
      s3KeyPrefix: "",
      s3EncryptionEnabled: true,
      cloudWatchLogGroupName: "",
      cloudWatchEncryptionEnabled: false,
      cloudWatchStreamingEnabled: false,
      kmsKeyId: "",
      runAsEnabled: false,
      runAsDefaultUser: "",
      idleSessionTimeout: "20",
      maxSessionDuration: "",
      shellProfile: { windows: "", linux: "" },
      ...present?.inputs,
      ...(bucket === undefined ? {} : { s3BucketName: bucket, s3EncryptionEnabled: true }),
      ...(group === undefined ? {} : { cloudWatchLogGroupName: group, cloudWatchEncryptionEnabled: false }),
    },
  };
}

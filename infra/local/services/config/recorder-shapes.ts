import type {
  ConfigurationRecorder,
  ConfigurationRecorderStatus,
  RecorderStatus,
} from "@aws-sdk/client-config-service";
import type { Recorder } from "./store.ts";

/** A recorder as it was put, with what was left out. */
export function describeRecorder({
  name,
  arn,
  roleArn,
  group,
  mode,
  scope,
  servicePrincipal,
}: Recorder): ConfigurationRecorder {
  return {
    arn,
    name,
    roleARN: roleArn,
    recordingGroup: group,
    recordingMode: mode,
    recordingScope: scope,
    servicePrincipal,
  };
}

/** What a recorder does now, and what came of its last attempt to record. */
export function describeStatus(recorder: Recorder): ConfigurationRecorderStatus {
  const { name, arn, recording, started, stopped, last, servicePrincipal } = recorder;
  // In capitals as observed, though the model's enumeration says "Success".
  const status = last === undefined ? "PENDING" : last.error ? "FAILURE" : "SUCCESS";
  return {
    arn,
    name,
    recording,
    lastStartTime: started,
    lastStopTime: stopped,
    ...(started && { lastStatus: status as RecorderStatus }),
    ...(last && { lastStatusChangeTime: last.at }),
    ...(last?.error && { lastErrorCode: last.error.code, lastErrorMessage: last.error.message }),
    servicePrincipal,
  };
}

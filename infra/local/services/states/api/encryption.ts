import type { EncryptionConfiguration } from "@aws-sdk/client-sfn";
import { AwsError } from "../../../errors.ts";

/**
 * Refuses what AWS refuses of an encryption configuration, and customer managed keys, which the local account does not
 * use for state machines and activities. Unsure: AWS's words.
 * @throws AwsError InvalidEncryptionConfiguration
 */
export function refuseEncryption(encryption: EncryptionConfiguration | undefined): void {
  if (!encryption) return;
  const { type, kmsKeyId, kmsDataKeyReusePeriodSeconds: seconds } = encryption;
  if (type !== "CUSTOMER_MANAGED_KMS_KEY") {
    if (kmsKeyId === undefined && seconds === undefined) return;
    throw invalid("kmsKeyId and kmsDataKeyReusePeriodSeconds need the type CUSTOMER_MANAGED_KMS_KEY.");
  }
  if (kmsKeyId === undefined) throw invalid("kmsKeyId must be specified for CUSTOMER_MANAGED_KMS_KEY.");
  if (seconds !== undefined && (seconds < 60 || seconds > 900)) {
    throw invalid("kmsDataKeyReusePeriodSeconds must be between 60 and 900.");
  }
  throw invalid("The local account does not know customer managed keys for Step Functions yet.");
}

const invalid = (message: string): AwsError =>
  new AwsError("InvalidEncryptionConfiguration", `Invalid Encryption Configuration: ${message}`);

/**
 * The protection plans that a new detector has on unless it is told otherwise (API reference, CreateDetector). Every
 * one that is not named is switched on, so that the lab names them all.
 */
export const INITIAL_PLANS = [
  "S3_DATA_EVENTS",
  "EKS_AUDIT_LOGS",
  "EBS_MALWARE_PROTECTION",
  "RDS_LOGIN_EVENTS",
  "LAMBDA_NETWORK_LOGS",
  "AI_PROTECTION",
] as const;

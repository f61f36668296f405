/** AWS's names for "so many calls at a time are too many"; each service has its own. */
const NAMES: readonly string[] = [
  "ThrottlingException",
  "Throttling",
  "ThrottledException",
  "TooManyRequestsException",
  "RequestLimitExceeded",
  "RequestThrottledException",
];

/** Whether AWS refused a call only because there were too many: the same call may be made again a little later. */
export const isThrottled = (error: unknown): boolean => error instanceof Error && NAMES.includes(error.name);

/** What it means to whoever pressed a key. */
export const THROTTLED =
  "AWS throttles: the account makes more calls than it may just now. Nothing was started; press the key again in a moment.";

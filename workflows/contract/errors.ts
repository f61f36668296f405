/**
 * Names of the errors that cross from a task to a machine, where Retry and Catch name them. An unmet requirement
 * is never one of these: it is a Finding.
 */
export const ERRORS = {
  /** The account already holds something that the build would collide with; nothing was touched. */
  refused: "PreflightRefused",
  /** The lab's stack could not be created or deleted; the cause carries CloudFormation's first reason. */
  stackFailed: "StackFailed",
  /** Something is still on its way; ask again. The machines retry it. */
  notYet: "NotYet",
  /** There is no such lab or step. */
  unknownStep: "UnknownStep",
  /** The lab is not built (or only partly), so there is nothing to verify or solve. */
  labNotFound: "LabNotFound",
  /** A step was solved, and the machine could not be told of the calls; the cause has them as JSON. Never ends a machine. */
  notTold: "NotTold",
  /** A solved step was not met when verified. */
  notSolved: "NotSolved",
  /** The account is not as it was before the lab; the cause lists what differs, and what a stage could not do. */
  leftBehind: "LeftBehind",
  /** A lab could not be built, or a step of it was not seen red before it was solved and green after; the cause says which. */
  notValid: "NotValid",
  /** Which accounts are to be reset cannot be told: no such organisational unit, or no permission to list it. */
  unknownFleet: "UnknownFleet",
  /** An account is not clean after as many passes as it gets, and is left; the cause is a Quarantine. */
  quarantined: "Quarantined",
  /** What a reset would do in an account could not be planned; the cause is a Quarantine. */
  notPlanned: "NotPlanned",
  /** Another run is under way in an account by now, so that no pass is begun there. */
  accountBusy: "AccountBusy",
  /** Some accounts are not reset; each one's own execution says why. */
  notAllReset: "NotAllReset",
  /** Whoever was asked did not approve the plan. */
  notApproved: "NotApproved",
} as const;

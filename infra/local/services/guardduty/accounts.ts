import { AwsError } from "../../errors.ts";
import type { Operations } from "../../service.ts";
import { pageSize } from "./limits.ts";
import { type AdministratorRecord, type DetectorRecord, getDetector, stamp } from "./store.ts";

/** The local account belongs to no organisation, unless a detector's administrator is put into the store. */
export const accountOperations = {
  // API reference, GetAdministratorAccount: an account of its own gets 200 and no content.
  GetAdministratorAccount: ({ DetectorId }, call) => ({
    Administrator: relationOf(getDetector(call, DetectorId)),
  }),
  GetMasterAccount: ({ DetectorId }, call) => ({ Master: relationOf(getDetector(call, DetectorId)) }),
  ListMembers({ DetectorId, MaxResults }, call) {
    getDetector(call, DetectorId);
    pageSize(MaxResults);
    return { Members: [] };
  },
  ListInvitations: () => ({ Invitations: [] }),
  GetInvitationsCount: () => ({ InvitationsCount: 0 }),
  ListOrganizationAdminAccounts() {
    throw notTheManagementAccount();
  },
  DescribeOrganizationConfiguration({ DetectorId }, call) {
    getDetector(call, DetectorId);
    throw notTheManagementAccount();
  },

  /** Thirty days from a detector's first day on; a trial of a plan that is switched on later is not kept apart. */
  GetRemainingFreeTrialDays({ DetectorId, AccountIds = [] }, call) {
    const detector = getDetector(call, DetectorId);
    return {
      Accounts: AccountIds.filter((id) => id === call.accountId).map((AccountId) => ({
        AccountId,
        Features: trialFeatures(detector, call.cloud.clock.now()),
      })),
      UnprocessedAccounts: AccountIds.filter((id) => id !== call.accountId).map((AccountId) => ({
        AccountId,
        Result: "The request is rejected because the account ID is not a member of the current account.",
      })),
    };
  },
} satisfies Operations<"guardduty">;

function relationOf({ administrator }: DetectorRecord) {
  if (!administrator) return undefined;
  const { accountId, relationshipStatus, invitationId, invitedAt }: AdministratorRecord = administrator;
  return {
    AccountId: accountId,
    RelationshipStatus: relationshipStatus,
    InvitationId: invitationId,
    InvitedAt: invitedAt && stamp(invitedAt),
  };
}

/** Observed for what only an organisation's management account may ask. */
const notTheManagementAccount = () =>
  new AwsError(
    "BadRequestException",
    "The request failed because you do not have required AWS Organization master permission.",
    400,
    { __type: "InvalidInputException" },
  );

const TRIAL_DAYS = 30;
const DAY = 24 * 60 * 60 * 1000;

function trialFeatures({ createdAt, features }: DetectorRecord, now: Date) {
  const used = Math.floor((now.getTime() - createdAt.getTime()) / DAY);
  const left = Math.max(0, TRIAL_DAYS - used);
  const plans = Object.keys(features).filter((name) => !["RUNTIME_MONITORING", "AI_ANALYST"].includes(name));
  return ["CLOUD_TRAIL", "DNS_LOGS", "FLOW_LOGS", ...plans].map((name) => ({
    Name: name as "CLOUD_TRAIL",
    FreeTrialDaysRemaining: left,
  }));
}

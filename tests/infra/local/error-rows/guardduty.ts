import * as guardDuty from "@aws-sdk/client-guardduty";
import { guardDutyStore } from "../../../../infra/local/services/guardduty/store.ts";
import { createActor } from "../../../helpers/actors.ts";
import type { TestAccount } from "../../../helpers/local-account.ts";
import { PLACE, type Row } from "./row.ts";

const guard = (account: TestAccount) => account.client(guardDuty.GuardDutyClient);
const FOREIGN = "0".repeat(32);

async function createDetector(account: TestAccount): Promise<string> {
  const { DetectorId } = await guard(account).send(new guardDuty.CreateDetectorCommand({ Enable: true }));
  return DetectorId!;
}

/** Puts an organisation's administrator over the detector. */
function putUnderAdministrator(account: TestAccount): void {
  account.cloud.store(guardDutyStore, PLACE).detector!.administrator = {
    accountId: "999999999999",
    relationshipStatus: "Enabled",
    invitationId: "1",
    invitedAt: new Date(),
  };
}

export const guardDutyRows: Row[] = [
  [
    "CreateDetector",
    "a second",
    400,
    "BadRequestException",
    async (a) => {
      await createDetector(a);
      await createDetector(a);
    },
  ],
  [
    "GetDetector",
    "not the account's",
    400,
    "BadRequestException",
    (a) => guard(a).send(new guardDuty.GetDetectorCommand({ DetectorId: FOREIGN })),
  ],
  [
    "ListFindings",
    "not the account's",
    400,
    "BadRequestException",
    (a) => guard(a).send(new guardDuty.ListFindingsCommand({ DetectorId: FOREIGN })),
  ],
  [
    "DeleteDetector",
    "an administrator's",
    400,
    "BadRequestException",
    async (a) => {
      const DetectorId = await createDetector(a);
      putUnderAdministrator(a);
      await guard(a).send(new guardDuty.DeleteDetectorCommand({ DetectorId }));
    },
  ],
  [
    "CreateSampleFindings",
    "a retired type",
    400,
    "BadRequestException",
    async (a) => {
      const DetectorId = await createDetector(a);
      const FindingTypes = ["Backdoor:EC2/XORDDOS"];
      await guard(a).send(new guardDuty.CreateSampleFindingsCommand({ DetectorId, FindingTypes }));
    },
  ],
  [
    "GetFindings",
    "51 ids",
    400,
    "BadRequestException",
    async (a) => {
      const DetectorId = await createDetector(a);
      const FindingIds = Array.from({ length: 51 }, () => FOREIGN);
      await guard(a).send(new guardDuty.GetFindingsCommand({ DetectorId, FindingIds }));
    },
  ],
  [
    "ListDetectors",
    "no permission",
    403,
    "AccessDeniedException",
    async (a) => {
      const { credentials } = await createActor(a);
      const client = a.client(guardDuty.GuardDutyClient, { credentials });
      await client.send(new guardDuty.ListDetectorsCommand({}));
    },
  ],
];

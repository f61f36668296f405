import { CreateSampleFindingsCommand } from "@aws-sdk/client-guardduty";
import type { Clients } from "../../../runtime/clients.ts";
import type { Calls, LabSituation } from "../../lab.ts";
import { enableForFindings } from "../guardduty/solve.ts";
import { judge } from "./judge.ts";
import { observeAnew } from "./observe.ts";
import { SLOTS } from "./slots.ts";

/** Asks for a sample for each slot that is empty; enables GuardDuty where it is not. */
export async function* solve(clients: Clients, lab: LabSituation): Calls {
  const facts = await observeAnew(clients, lab);
  const findings = judge(facts);
  const types = SLOTS.flatMap(({ current }, index) =>
    findings[index]?.status === "unmet" ? current[0]! : [],
  );
  if (types.length === 0) return;
  const detectorId = yield* enableForFindings(clients, lab);
  await clients.guardDuty.send(
    new CreateSampleFindingsCommand({ DetectorId: detectorId, FindingTypes: types }),
  );
  yield {
    service: "guardduty",
    operation: "CreateSampleFindings",
    summary: `Asked GuardDuty for samples of ${types.join(", ")}`,
  };
}

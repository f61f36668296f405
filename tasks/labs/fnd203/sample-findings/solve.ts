import { CreateSampleFindingsCommand } from "@aws-sdk/client-guardduty";
import type { Clients } from "../../../runtime/clients.ts";
import { stepStatusOf } from "../../finding.ts";
import type { Calls, LabSituation } from "../../lab.ts";
import { enableForFindings } from "../guardduty/solve.ts";
import { judge } from "./judge.ts";
import { observeAnew } from "./observe.ts";

/** Asks for one sample of every type, unless they are there or on their way; enables GuardDuty where it is not. */
export async function* solve(clients: Clients, lab: LabSituation): Calls {
  const facts = await observeAnew(clients, lab);
  if (facts.detectorId !== undefined && stepStatusOf(judge(facts)) !== "unmet") return;
  const detectorId = yield* enableForFindings(clients, lab);
  await clients.guardDuty.send(new CreateSampleFindingsCommand({ DetectorId: detectorId }));
  yield {
    service: "guardduty",
    operation: "CreateSampleFindings",
    summary: "Asked GuardDuty for a sample finding of every type",
  };
}

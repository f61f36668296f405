import { CreateTagsCommand } from "@aws-sdk/client-ec2";
import type { Clients } from "../../../runtime/clients.ts";
import { stepStatusOf } from "../../finding.ts";
import type { Calls, LabSituation } from "../../lab.ts";
import { isBehind, TIMELINE_TAG } from "./facts.ts";
import { judge } from "./judge.ts";
import { observe } from "./observe.ts";

/**
 * Makes one more change where a network ACL has a single item: a tag that means nothing. What has not been recorded
 * yet needs no further change, and what no recorder records would not show it.
 */
export async function* solve(clients: Clients, lab: LabSituation): Calls {
  const facts = await observe(clients, lab);
  if (stepStatusOf(judge(facts)) !== "unmet") return;
  const { recorder } = facts;
  const acl = facts.acls.find(
    (one) => !one.isDefault && !isBehind(one) && one.tags[TIMELINE_TAG.Key] !== TIMELINE_TAG.Value,
  );
  if (!acl || !recorder?.recording || recorder.daily) return;
  await clients.ec2.send(new CreateTagsCommand({ Resources: [acl.id], Tags: [TIMELINE_TAG] }));
  yield {
    service: "ec2",
    operation: "CreateTags",
    summary: `Tagged ${acl.id} with ${TIMELINE_TAG.Key}=${TIMELINE_TAG.Value}, so that its timeline has a change`,
  };
}

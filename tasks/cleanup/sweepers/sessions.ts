import {
  DescribeSessionsCommand,
  paginateDescribeSessions,
  TerminateSessionCommand,
} from "@aws-sdk/client-ssm";
import { isAwsError, TaskError } from "../../runtime/errors.ts";
import { collect } from "../../runtime/pages.ts";
import type { Sweeper } from "../sweeper.ts";

/**
 * Sessions that are open on the lab's servers, whoever opened them: each would write its log as its server goes, into
 * a bucket and a log group that are to go as well.
 */
export const sessions: Sweeper = {
  kind: "session",
  async find({ ssm }, scope) {
    const servers = scope.stackResources.get("AWS::EC2::Instance");
    if (!servers) return [];
    const active = await collect(
      paginateDescribeSessions({ client: ssm }, { State: "Active" }),
      (page) => page.Sessions,
    );
    return active
      .filter(({ Target }) => servers.has(Target!))
      .map(({ SessionId, Owner, Target }) => ({
        action: "remove",
        id: SessionId!,
        name: Owner,
        why: `It is open on ${Target}, a server of the lab, and its log is written when it ends.`,
      }));
  },
  async sweep({ ssm }, item) {
    const { Sessions = [] } = await ssm.send(
      new DescribeSessionsCommand({ State: "Active", Filters: [{ key: "SessionId", value: item.id }] }),
    );
    const [session] = Sessions;
    if (!session) return;
    try {
      await ssm.send(new TerminateSessionCommand({ SessionId: item.id }));
    } catch (error) {
      if (!isAwsError(error, "DoesNotExistException")) throw error;
    }
    throw new TaskError("notYet", `The session ${item.id} is ending.`);
  },
};

import { describe, expect, test } from "vitest";
import { judge as judgeLogged } from "../../../../tasks/labs/fnd203/logged-session/judge.ts";
import type { LoggedSessionFacts } from "../../../../tasks/labs/fnd203/logged-session/observe.ts";
import { judge as judgeLog } from "../../../../tasks/labs/fnd203/session-log/judge.ts";
import { BUCKET, contentWith, minutesAgo, NOW, preferences, session } from "../../fixtures/session-logs.ts";
import { expectMet, expectUnmet } from "../../fixtures/table.ts";

const ID = "alice-0a1b";

/** One session, logged in both places; and what is otherwise. */
function facts(change: Partial<LoggedSessionFacts> = {}): LoggedSessionFacts {
  return {
    servers: ["i-services1", "i-services2"],
    preferences: preferences(),
    sessions: [session()],
    inBucket: [ID],
    inGroup: [ID],
    now: NOW,
    ...change,
  };
}

const nowhere = { inBucket: [], inGroup: [] };

describe("a logged session is met", () => {
  test.each<[string, LoggedSessionFacts]>([
    ["by the guide to the letter", facts()],
    ["under a prefix", facts({ preferences: preferences(contentWith({ s3KeyPrefix: "shells/" })) })],
    [
      "though it began before the preferences were saved as they are",
      facts({ sessions: [session({ startedAt: minutesAgo(60) })] }),
    ],
    [
      "though another one has no log",
      facts({ sessions: [session({ id: "bob-1", startedAt: minutesAgo(9) }), session()] }),
    ],
    [
      "though another one failed after it",
      facts({ sessions: [session({ id: "bob-1", status: "Failed" }), session()] }),
    ],
    [
      "though another one is open",
      facts({ sessions: [session({ id: "bob-1", status: "Connected" }), session()] }),
    ],
  ])("%s", (_, observed) => expectMet(judgeLogged(observed)));

  test("and says where the log is", () => {
    const [, , bucket, group] = judgeLogged(
      facts({ preferences: preferences(contentWith({ s3KeyPrefix: "shells" })) }),
    );
    expect(bucket!.actual).toBe(`It is s3://${BUCKET}/shells/${ID}.log.`);
    expect(group!.actual).toBe(`It is the stream ${ID} in fnd203-ssmlogs-logs.`);
  });
});

describe("a logged session is not met", () => {
  test.each<[string, LoggedSessionFacts, [string, string]]>([
    [
      "without preferences",
      facts({ preferences: undefined, ...nowhere }),
      ["Sessions are being logged", "There are no preferences"],
    ],
    [
      "with preferences that name one place only",
      facts({ preferences: preferences(contentWith({ cloudWatchLogGroupName: "" })), inGroup: [] }),
      ["Sessions are being logged", "The preferences name no log group."],
    ],
    ["without a session", facts({ sessions: [], ...nowhere }), ["A session has ended", "There is none."]],
    [
      "with a session from before",
      facts({ sessions: [session({ startedAt: minutesAgo(30) })], ...nowhere }),
      ["A session has ended", "alice-0a1b (by alice) began before the preferences were saved"],
    ],
    [
      "while the session is open",
      facts({ sessions: [session({ status: "Connected", endedAt: undefined })], ...nowhere }),
      ["A session has ended", "is connected: the agent writes the log when it is over"],
    ],
    [
      "while the session is open and streamed",
      facts({ sessions: [session({ status: "Connected", endedAt: undefined })], inBucket: [] }),
      ["A session has ended", "is connected"],
    ],
    [
      "with a session that was refused",
      facts({ sessions: [session({ status: "Failed", details: "bucket" })], ...nowhere }),
      ["A session has ended", "alice-0a1b (by alice) failed: bucket."],
    ],
    [
      "with a log in the bucket alone",
      facts({ inGroup: [] }),
      ["in CloudWatch Logs", "is not there, and the session has been over for 10 minutes"],
    ],
    [
      "with a log in CloudWatch Logs alone",
      facts({ inBucket: [] }),
      ["in the bucket", `s3://${BUCKET}/${ID}.log is not there`],
    ],
    [
      "with a tunnel",
      facts({ sessions: [session({ document: "AWS-StartSSHSession" })], ...nowhere }),
      ["A session has ended", "was a tunnel (AWS-StartSSHSession)"],
    ],
  ])("%s", (_, observed, finding) => expectUnmet(judgeLogged(observed), finding));
});

describe("a log is waited for", () => {
  const justEnded = { sessions: [session({ endedAt: minutesAgo(1) })] };
  test.each<[string, LoggedSessionFacts, string[]]>([
    [
      "within minutes of the session's end",
      facts({ ...justEnded, ...nowhere }),
      ["met", "met", "waiting", "waiting"],
    ],
    ["where one of two has come", facts({ ...justEnded, inBucket: [] }), ["met", "met", "waiting", "met"]],
    [
      "while the session ends",
      facts({ sessions: [session({ status: "Terminating", endedAt: undefined })], ...nowhere }),
      ["met", "met", "waiting", "waiting"],
    ],
    [
      "while the session connects",
      facts({ sessions: [session({ status: "Connecting", endedAt: undefined })], ...nowhere }),
      ["met", "waiting", "unmet", "unmet"],
    ],
  ])("%s", (_, observed, statuses) => {
    expect(judgeLogged(observed).map(({ status }) => status)).toEqual(statuses);
  });
});

const TYPED = [
  "sh-5.2$ TOKEN=$(curl -sX PUT http://169.254.169.254/latest/api/token …)",
  'sh-5.2$ curl -s -H "X-aws-ec2-metadata-token: $TOKEN" http://169.254.169.254/latest/meta-data/instance-id',
  'curl -s -H "X-aws-ec2-metadata-token: $TOKEN" http://169.254.169.254/latest/meta-data/security-groups',
].join("\r\n");
const SECRET = '"SecretAccessKey" : "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"';

const log = (text: string, change: Partial<LoggedSessionFacts> = {}) => ({
  ...facts(change),
  said: [{ sessionId: ID, text }],
});

describe("a session's log", () => {
  test("is met where it shows the commands, and says which", () => {
    const findings = judgeLog(log(TYPED));
    expectMet(findings);
    expect(findings[0]!.actual).toContain(`s3://${BUCKET}/${ID}.log`);
    expect(findings[1]!.actual).toContain(
      "asked for /latest/meta-data/instance-id and /latest/meta-data/security-groups.",
    );
  });

  test("is met where an older one shows them", () => {
    const sessions = [session({ id: "bob-1", startedAt: minutesAgo(5) }), session()];
    const both = facts({ sessions, inBucket: ["bob-1", ID], inGroup: ["bob-1", ID] });
    expectMet(
      judgeLog({
        ...both,
        said: [
          { sessionId: "bob-1", text: "ls" },
          { sessionId: ID, text: TYPED },
        ],
      }),
    );
  });

  test("is met with advice where it holds credentials, and never shows them", () => {
    const findings = judgeLog(log(`${TYPED}\r\n${SECRET}`));
    expectMet(findings, ["gives no secret away", `The log of ${ID} holds credentials`]);
    expect(JSON.stringify(findings)).not.toContain("wJalr");
  });

  test.each<[string, ReturnType<typeof log>, [string, string]]>([
    [
      "shows nothing of the kind",
      log("sh-5.2$ ls"),
      ["shows what was typed", `The log of ${ID} shows none of them.`],
    ],
    [
      "is not there at all",
      { ...facts(nowhere), said: [] },
      ["history leads to a log", "is not there, and the session has been over"],
    ],
    [
      "was never asked for",
      { ...facts({ preferences: undefined, sessions: [], ...nowhere }), said: [] },
      ["history leads to a log", "There are no preferences"],
    ],
    [
      "is in the bucket alone",
      { ...facts({ inGroup: [] }), said: [] },
      ["shows what was typed", "There is no log in CloudWatch Logs to look at."],
    ],
    [
      "is in CloudWatch Logs alone",
      log(TYPED, { inBucket: [] }),
      ["history leads to a log", `s3://${BUCKET}/${ID}.log is not there`],
    ],
    [
      "is of a session that is still open",
      { ...facts({ sessions: [session({ status: "Connected" })], ...nowhere }), said: [] },
      ["history leads to a log", "is connected"],
    ],
  ])("is not met where it %s", (_, observed, finding) => expectUnmet(judgeLog(observed), finding));

  test("is waited for while it is on its way", () => {
    const findings = judgeLog({
      ...facts({ sessions: [session({ endedAt: minutesAgo(1) })], ...nowhere }),
      said: [],
    });
    expect(findings.map(({ status }) => status)).toEqual(["waiting", "waiting", "met"]);
  });
});

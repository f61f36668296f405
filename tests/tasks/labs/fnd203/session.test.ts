import { describe, expect, test } from "vitest";
import { judge } from "../../../../tasks/labs/fnd203/session/judge.ts";
import type { SessionFacts, WayToSystemsManager } from "../../../../tasks/labs/fnd203/session/observe.ts";
import type { PastSession } from "../../../../tasks/labs/fnd203/session-history.ts";
import { addAcl, associate, dropRules, factsOf, type Lab, makeLab } from "../../fixtures/lab.ts";
import { expectMet, expectUnmet } from "../../fixtures/table.ts";

const NOW = new Date("2026-11-22T10:00:00Z");
const minutesAgo = (minutes: number): Date => new Date(NOW.getTime() - minutes * 60_000);

/** What the fixture's lab has: a way to Systems Manager that is free, and servers that started a while ago. */
function wayOf(change: (lab: Lab) => void = () => {}, minutes = 60): WayToSystemsManager {
  const lab = makeLab();
  for (const service of ["ssm", "ssmmessages"])
    lab.described.interfaces.push({
      NetworkInterfaceId: `eni-${service}`,
      VpcId: "vpc-services",
      SubnetId: "subnet-services2",
      PrivateIpAddress: service === "ssm" ? "10.1.128.50" : "10.1.128.51",
      PrivateIpAddresses: [{ PrivateIpAddress: service === "ssm" ? "10.1.128.50" : "10.1.128.51" }],
      Groups: [{ GroupId: "sg-endpoint" }],
    });
  change(lab);
  return {
    instances: ["i-services1", "i-services2"].map((id) => ({
      id,
      state: "running",
      launchedAt: minutesAgo(minutes),
      profile: "arn:aws:iam::123456789012:instance-profile/SharedServerConnectivityProfile",
    })),
    endpoints: ["ssm", "ssmmessages", "logs"].map((service) => ({
      service,
      state: "available",
      privateDns: true,
      interfaceIds: [`eni-${service}`],
    })),
    network: factsOf(lab),
  };
}

const online = (id: string) => ({ id, pingStatus: "Online", lastPing: NOW });

function facts(change: Partial<SessionFacts> = {}): SessionFacts {
  return {
    servers: ["i-services1", "i-services2"],
    nodes: [online("i-services1"), online("i-services2")],
    sessions: [],
    now: NOW,
    ...change,
  };
}

const session = (change: Partial<PastSession> = {}): PastSession => ({
  id: "alice-0a1b",
  target: "i-services1",
  status: "Terminated",
  owner: "arn:aws:iam::123456789012:user/alice",
  document: "SSM-SessionManagerRunShell",
  startedAt: minutesAgo(5),
  endedAt: minutesAgo(4),
  ...change,
});

describe("a session is met", () => {
  test.each([
    ["by the guide to the letter", session()],
    ["while it runs", session({ status: "Connected", endedAt: undefined })],
    ["while it ends", session({ status: "Terminating" })],
    ["where the connection was lost", session({ status: "Disconnected" })],
    ["on the other Services server", session({ target: "i-services2" })],
    ["where AWS names no document", session({ document: undefined })],
    ["with a session document of one's own", session({ document: "our-shell" })],
  ])("%s", (_, one) => {
    const findings = judge(facts({ sessions: [one] }));
    expectMet(findings);
    expect(findings[1]!.actual).toContain("alice-0a1b (by alice)");
    // Nobody is to think that we know what was typed.
    expect(findings[1]!.actual).toContain("nobody can see");
  });

  test("though another one failed after it", () => {
    expectMet(judge(facts({ sessions: [session({ status: "Failed", id: "bob-1" }), session()] })));
  });

  test("though the server is cut off now, with advice", () => {
    const cut = wayOf((lab) => dropRules(lab, "servicesServer", (rule) => rule.IsEgress === true));
    const nodes = [{ id: "i-services1", pingStatus: "ConnectionLost" }];
    expectMet(judge(facts({ sessions: [session()], nodes, way: cut })), [
      "Systems Manager reaches",
      "does not get to the endpoint for ssm",
    ]);
  });
});

const unreached = (way: WayToSystemsManager): SessionFacts => facts({ nodes: [], way });

describe("a session is not met", () => {
  test.each<[string, SessionFacts, [string, string]]>([
    ["without one", facts(), ["was started", "No session was started since the lab began."]],
    [
      "when it failed",
      facts({ sessions: [session({ status: "Failed", details: "validate encryption" })] }),
      ["was started", "alice-0a1b (by alice) failed: validate encryption."],
    ],
    [
      "on another server",
      facts({ sessions: [session({ target: "i-other" })] }),
      ["was started", "on i-other, alice-0a1b (by alice), which is not a Services server"],
    ],
    [
      "as a tunnel",
      facts({ sessions: [session({ document: "AWS-StartPortForwardingSession" })] }),
      ["was started", "was a tunnel (AWS-StartPortForwardingSession)"],
    ],
    [
      "with SSH through a tunnel",
      facts({ sessions: [session({ document: "AWS-StartSSHSession" })] }),
      ["was started", "was a tunnel (AWS-StartSSHSession)"],
    ],
    [
      "without an instance profile",
      unreached({
        ...wayOf(),
        instances: wayOf().instances.map(({ profile: _, ...instance }) => instance),
      }),
      ["Systems Manager reaches", "i-services1 has no instance profile"],
    ],
    [
      "on stopped servers",
      unreached({ ...wayOf(), instances: wayOf().instances.map((one) => ({ ...one, state: "stopped" })) }),
      ["Systems Manager reaches", "i-services1 is stopped."],
    ],
    [
      "on servers that are gone",
      unreached({ ...wayOf(), instances: [] }),
      ["Systems Manager reaches", "i-services1 is not there any more."],
    ],
    [
      "without the endpoint for ssmmessages",
      unreached({ ...wayOf(), endpoints: wayOf().endpoints.filter(({ service }) => service === "ssm") }),
      ["Systems Manager reaches", "no interface endpoint for ssmmessages"],
    ],
    [
      "with an endpoint whose names do not resolve",
      unreached({ ...wayOf(), endpoints: wayOf().endpoints.map((one) => ({ ...one, privateDns: false })) }),
      ["Systems Manager reaches", "The endpoint for ssm is available, without private DNS names."],
    ],
    [
      "with the outbound rules gone",
      unreached(wayOf((lab) => dropRules(lab, "servicesServer", (rule) => rule.IsEgress === true))),
      [
        "Systems Manager reaches",
        "HTTPS from i-services1 does not get to the endpoint for ssm: security groups",
      ],
    ],
    [
      "with a network ACL in the way",
      unreached(
        wayOf((lab) => {
          const acl = addAcl(lab, "Closed", "services", []);
          associate(lab, acl, ["services1", "services2"]);
        }),
      ),
      ["Systems Manager reaches", "HTTPS from i-services1 does not get to the endpoint for ssm"],
    ],
    [
      "on servers that have not registered in an hour",
      unreached(wayOf()),
      [
        "Systems Manager reaches",
        "They have run for 60 minutes, and nothing in the network is in their way.",
      ],
    ],
  ])("%s", (_, observed, finding) => {
    expectUnmet(judge(observed), finding);
  });
});

describe("a session is waited for", () => {
  test.each<[string, SessionFacts, string]>([
    ["while it connects", facts({ sessions: [session({ status: "Connecting" })] }), "is connecting."],
    [
      "where the agent was heard before",
      facts({ nodes: [{ id: "i-services1", pingStatus: "ConnectionLost" }], way: wayOf() }),
      "i-services1 is ConnectionLost.",
    ],
    ["while the servers start", unreached(wayOf(() => {}, 3)), "Neither server is registered"],
    [
      "while an endpoint is made",
      unreached({
        ...wayOf(() => {}, 3),
        endpoints: wayOf().endpoints.map((one) => ({ ...one, state: "pending" })),
      }),
      "Neither server is registered",
    ],
  ])("%s", (_, observed, actual) => {
    const findings = judge(observed);
    const connecting = observed.sessions.length > 0;
    expect(findings.map(({ status }) => status)).toEqual(
      connecting ? ["met", "waiting"] : ["waiting", "unmet"],
    );
    expect(findings.find(({ status }) => status === "waiting")?.actual).toContain(actual);
  });
});

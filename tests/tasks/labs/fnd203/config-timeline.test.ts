import {
  CreateNetworkAclCommand,
  CreateNetworkAclEntryCommand,
  DescribeVpcsCommand,
} from "@aws-sdk/client-ec2";
import { describe, expect, test } from "vitest";
import { stepStatusOf } from "../../../../tasks/labs/finding.ts";
import * as config from "../../../../tasks/labs/fnd203/config/solve.ts";
import type { AclTimeline, TimelineFacts } from "../../../../tasks/labs/fnd203/config-timeline/facts.ts";
import { judge } from "../../../../tasks/labs/fnd203/config-timeline/judge.ts";
import { observe } from "../../../../tasks/labs/fnd203/config-timeline/observe.ts";
import * as step from "../../../../tasks/labs/fnd203/config-timeline/solve.ts";
import { collected } from "../../fixtures/collected.ts";
import { useConfigLab } from "../../fixtures/config-lab.ts";
import { expectMet, expectUnmet } from "../../fixtures/table.ts";

const solve = collected(step.solve);
const setUpConfig = collected(config.solve);

const DENY = "egress 50 deny -1 10.0.2.0/24 -";
const RECORDER = { name: "default", recording: true, daily: false };

interface State {
  rules?: string[];
  subnets?: string[];
  tags?: Record<string, string>;
}
const state = ({ rules = [DENY], subnets = ["subnet-1"], tags = {} }: State = {}) => ({
  rules,
  subnets,
  tags,
});

/** An ACL as it is now, and its items from the oldest. */
const acl = (now: State, items: State[], more: Partial<AclTimeline> = {}): AclTimeline => ({
  id: "acl-1",
  name: "LoadBalancerIsolation",
  isDefault: false,
  ...state(now),
  items: items.map((item, index) => ({ at: `2026-11-22T09:0${index}:00.000Z`, ...state(item) })),
  ...more,
});
const ownAcl = (items: State[]) => acl(items.at(-1) ?? {}, items, { id: "acl-0", isDefault: true });
const facts = (
  acls: AclTimeline[],
  recorder: TimelineFacts["recorder"] | null = RECORDER,
): TimelineFacts => ({
  acls,
  ...(recorder ? { recorder } : {}),
});

const KEPT = "Config keeps a timeline";
const SHOWN = "The timeline shows a change";

describe("judged", () => {
  test.each<[string, TimelineFacts, string]>([
    ["its rules", facts([acl({}, [{ rules: [] }, {}])]), "a change of its rules."],
    [
      "its subnets",
      facts([acl({}, [{ subnets: [] }, {}])]),
      "the subnets that it guards, a relationship change",
    ],
    ["its tags", facts([acl({ tags: { a: "b" } }, [{}, { tags: { a: "b" } }])]), "a change of its tags."],
    ["all at once", facts([acl({}, [{ rules: [], subnets: [] }, {}])]), "its rules and the subnets"],
  ])("met: a change of %s", (_, of, said) => {
    const findings = judge(of);
    expect(findings.map(({ status }) => status)).toEqual(["met", "met"]);
    expect(findings[1]!.actual).toContain(said);
  });

  test("met late: one item each, and the VPC's own ACL bears witness", () => {
    const own = ownAcl([
      { rules: [], subnets: ["subnet-1", "subnet-2"] },
      { rules: [], subnets: ["subnet-2"] },
    ]);
    expectMet(judge(facts([acl({}, [{}]), own])), [SHOWN, "Each network ACL of yours has one item"]);
  });

  test("a VPC's own ACL that only got its subnets is no witness", () => {
    const own = ownAcl([{ subnets: [] }, { subnets: ["subnet-1"] }]);
    expectUnmet(judge(facts([acl({}, [{}]), own])), [SHOWN, "and nothing from before"]);
  });

  test.each<[string, TimelineFacts, [string, string]]>([
    ["nothing done", facts([], null), [KEPT, "The lab has no network ACL that somebody made."]],
    ["no ACL made", facts([]), [KEPT, "The lab has no network ACL that somebody made."]],
    ["no recorder", facts([acl({}, [])], null), [KEPT, "AWS Config records nothing in this Region."]],
    [
      "a recorder that was never started",
      facts([acl({}, [])], { ...RECORDER, recording: false }),
      [KEPT, "The recorder default is stopped."],
    ],
    ["daily recording", facts([acl({}, [])], { ...RECORDER, daily: true }), [KEPT, "makes one item a day"]],
    [
      "stopped after the first item",
      facts([acl({ rules: [] }, [{}])], { ...RECORDER, recording: false }),
      [SHOWN, "stopped"],
    ],
    [
      "started after the edits",
      facts([acl({}, [{}])]),
      [SHOWN, "It shows LoadBalancerIsolation (acl-1) as it is now, and nothing from before"],
    ],
    ["two items that say the same", facts([acl({}, [{}, {}])]), [SHOWN, "and nothing from before"]],
  ])("unmet: %s", (_, of, said) => expectUnmet(judge(of), said));

  test("what was not discovered yet is waited for, and an edit that is not there yet", () => {
    const undiscovered = judge(facts([acl({}, [])]));
    expect(undiscovered.map(({ status }) => status)).toEqual(["waiting", "waiting"]);
    expect(undiscovered[0]!.actual).toBe("It has not discovered LoadBalancerIsolation (acl-1) yet.");
    const behind = judge(facts([acl({}, [{ rules: [] }])]));
    expect(behind.map(({ status }) => status)).toEqual(["met", "waiting"]);
    expect(behind[1]!.actual).toBe("It does not show LoadBalancerIsolation (acl-1) as it is now yet.");
  });
});

describe("followed in an account", () => {
  async function labWithVpc(options: Parameters<typeof useConfigLab>[0] = {}) {
    const lab = await useConfigLab(options);
    const situation = await lab.begin();
    const { Vpcs = [] } = await lab.clients.ec2.send(new DescribeVpcsCommand());
    situation.resources["vpc.webApp"] = Vpcs[0]!.VpcId!;
    const VpcId = Vpcs[0]!.VpcId!;
    return {
      ...lab,
      situation,
      async makeAcl() {
        const { NetworkAcl } = await lab.clients.ec2.send(new CreateNetworkAclCommand({ VpcId }));
        const rule = { Egress: true, Protocol: "-1", RuleAction: "deny" as const, CidrBlock: "10.0.2.0/24" };
        const NetworkAclId = NetworkAcl!.NetworkAclId!;
        const add = (RuleNumber: number) =>
          lab.clients.ec2.send(new CreateNetworkAclEntryCommand({ NetworkAclId, RuleNumber, ...rule }));
        return { add, NetworkAclId };
      },
      judged: async () => judge(await observe(lab.clients, situation)),
    };
  }

  test("a recorder that was started after the edits needs one more, which Handrail makes", async () => {
    const lab = await labWithVpc();
    expectUnmet(await lab.judged(), [KEPT, "no network ACL"]);
    expect(await solve(lab.clients, lab.situation)).toEqual([]);
    const { add } = await lab.makeAcl();
    await add(50);
    expectUnmet(await lab.judged(), [KEPT, "records nothing"]);
    expect(await solve(lab.clients, lab.situation)).toEqual([]);
    await setUpConfig(lab.clients, lab.situation);
    expectUnmet(await lab.judged(), [SHOWN, "nothing from before"]);
    expect((await solve(lab.clients, lab.situation)).map(({ operation }) => operation)).toEqual([
      "CreateTags",
    ]);
    expectMet(await lab.judged());
    expect(await solve(lab.clients, lab.situation)).toEqual([]);
  });

  test("edits under the recorder's eyes are found, and are enough", async () => {
    const lab = await labWithVpc();
    await setUpConfig(lab.clients, lab.situation);
    const { add } = await lab.makeAcl();
    await lab.judged();
    await add(50);
    expectMet(await lab.judged());
    expect(await solve(lab.clients, lab.situation)).toEqual([]);
  });

  test("before the first items it is waited for, and they are found when they appear", async () => {
    // At AWS's own pace Config looks after a minute: here when the test says that it has passed.
    const lab = await labWithVpc({ pace: "real" });
    await setUpConfig(lab.clients, lab.situation);
    const { add } = await lab.makeAcl();
    await add(50);
    expect(stepStatusOf(await lab.judged())).toBe("waiting");
    expect(await solve(lab.clients, lab.situation)).toEqual([]);
    lab.store().pending.CONTINUOUS!.due = new Date();
    expect((await lab.judged())[0]!.status).toBe("met");
  });
});

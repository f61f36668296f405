import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type AccessRequest, decide, type PolicySet } from "../../../../infra/local/policy/evaluate.ts";

const ACCOUNT = "123456789012";
const ROLE = `arn:aws:iam::${ACCOUNT}:role/Lab`;
const SESSION = `arn:aws:sts::${ACCOUNT}:assumed-role/Lab/me`;

const policy = (...statements: object[]) => ({
  name: "policy",
  document: JSON.stringify({ Version: "2012-10-17", Statement: statements }),
});
const allow = (Action: string | string[], Resource: string | string[] = "*", more: object = {}) => ({
  Effect: "Allow",
  Action,
  Resource,
  ...more,
});
const deny = (Action: string | string[], Resource: string | string[] = "*", more: object = {}) => ({
  ...allow(Action, Resource, more),
  Effect: "Deny",
});

const request = (more: Partial<AccessRequest> = {}): AccessRequest => ({
  action: "s3:GetObject",
  resource: "arn:aws:s3:::lab/key",
  context: new Map(),
  caller: { accountId: ACCOUNT, arn: SESSION, identityArn: ROLE },
  ...more,
});
const ask = (policies: Partial<PolicySet>, more: Partial<AccessRequest> = {}) => {
  const { effect, by } = decide(request(more), { identity: [], ...policies });
  return effect === "allowed" ? effect : `${effect} by ${by}`;
};

const all = policy(allow("*"));

describe("identity policies", () => {
  it.each([
    ["nothing", [], "implicitDeny by identity"],
    ["another action", [policy(allow("s3:PutObject"))], "implicitDeny by identity"],
    ["another resource", [policy(allow("s3:*", "arn:aws:s3:::other/*"))], "implicitDeny by identity"],
    ["the action", [policy(allow("s3:Get*", "arn:aws:s3:::lab/*"))], "allowed"],
    ["allow and deny", [all, policy(deny("s3:GetObject"))], "explicitDeny by identity"],
    ["deny of another", [all, policy(deny("s3:PutObject"))], "allowed"],
    ["NotAction", [policy({ Effect: "Allow", NotAction: "iam:*", Resource: "*" })], "allowed"],
    [
      "NotAction that excludes",
      [policy({ Effect: "Allow", NotAction: "s3:*", Resource: "*" })],
      "implicitDeny by identity",
    ],
    [
      "NotResource",
      [policy({ Effect: "Allow", Action: "*", NotResource: "arn:aws:s3:::other/*" })],
      "allowed",
    ],
    [
      "Deny with NotResource",
      [all, policy({ Effect: "Deny", Action: "*", NotResource: "arn:aws:s3:::lab/*" })],
      "allowed",
    ],
    [
      "a condition that fails",
      [policy(allow("*", "*", { Condition: { StringEquals: { "aws:username": "ada" } } }))],
      "implicitDeny by identity",
    ],
  ])("with %s", (_, identity, expected) => expect(ask({ identity })).toBe(expected));
});

describe("boundaries and session policies", () => {
  it("must allow as well, and grant nothing", () => {
    expect(ask({ identity: [all], boundary: policy(allow("ec2:*")) })).toBe("implicitDeny by boundary");
    expect(ask({ identity: [all], session: policy(allow("ec2:*")) })).toBe("implicitDeny by session");
    expect(ask({ identity: [all], boundary: all, session: all })).toBe("allowed");
    expect(ask({ boundary: all, session: all })).toBe("implicitDeny by identity");
  });
});

describe("resource policies", () => {
  const resource = (Principal: unknown, more: object = {}) =>
    policy(allow("s3:*", "*", { Principal, ...more }));

  it.each([
    ["the role", { AWS: ROLE }, "allowed"],
    ["the session", { AWS: SESSION }, "allowed"],
    ["everybody", "*", "allowed"],
    ["the account", { AWS: ACCOUNT }, "implicitDeny by identity"],
    ["the account's root", { AWS: `arn:aws:iam::${ACCOUNT}:root` }, "implicitDeny by identity"],
    ["another role", { AWS: `${ROLE}2` }, "implicitDeny by identity"],
    ["a service", { Service: "s3.amazonaws.com" }, "implicitDeny by identity"],
  ])("that name %s, alone", (_, principal, expected) =>
    expect(ask({ resource: resource(principal) })).toBe(expected),
  );

  it("deny whoever they name, and with NotPrincipal whoever they do not", () => {
    const denying = (clause: object) => policy(deny("*", "*", clause));
    expect(ask({ identity: [all], resource: denying({ Principal: "*" }) })).toBe("explicitDeny by resource");
    expect(ask({ identity: [all], resource: denying({ NotPrincipal: { AWS: ROLE } }) })).toBe("allowed");
    expect(ask({ identity: [all], resource: denying({ NotPrincipal: { AWS: `${ROLE}2` } }) })).toBe(
      "explicitDeny by resource",
    );
  });

  it("deny services too where they deny everybody, and allow them only by name", () => {
    const caller = { accountId: ACCOUNT, arn: "", service: "cloudtrail.amazonaws.com" };
    const everybody = policy(deny("*", "*", { Principal: "*" }));
    expect(ask({ resource: everybody }, { caller })).toBe("explicitDeny by resource");
    expect(ask({ resource: resource("*") }, { caller })).toBe("implicitDeny by identity");
  });

  it("must allow from another account, beside the identity policies", () => {
    expect(ask({ crossAccount: true, identity: [all] })).toBe("implicitDeny by resource");
    expect(ask({ crossAccount: true, resource: resource({ AWS: ROLE }) })).toBe("implicitDeny by identity");
    expect(ask({ crossAccount: true, identity: [all], resource: resource({ AWS: ACCOUNT }) })).toBe(
      "allowed",
    );
  });

  it("are all that an anonymous caller has", () => {
    const caller = { accountId: "", arn: "" };
    expect(ask({ resource: resource("*") }, { caller })).toBe("allowed");
    expect(ask({ resource: resource({ AWS: ACCOUNT }) }, { caller })).toBe("implicitDeny by identity");
  });
});

describe("laws", () => {
  const action = fc.constantFrom("s3:GetObject", "s3:*", "*", "ec2:*", "s3:Put*");
  const place = fc.constantFrom("*", "arn:aws:s3:::lab/*", "arn:aws:s3:::other/*");
  const statement = fc.record({ Effect: fc.constantFrom("Allow", "Deny"), Action: action, Resource: place });
  const identity = fc.array(fc.array(statement, { minLength: 1, maxLength: 3 }).map((s) => policy(...s)));

  it("an explicit deny wins, wherever it stands", () => {
    fc.assert(
      fc.property(identity, fc.nat(), (policies, at) => {
        const denied = policies.toSpliced(at % (policies.length + 1), 0, policy(deny("s3:Get*")));
        return ask({ identity: denied }) === "explicitDeny by identity";
      }),
    );
  });

  it("the order of policies does not matter", () => {
    fc.assert(
      fc.property(
        identity,
        (policies) => ask({ identity: policies }) === ask({ identity: policies.toReversed() }),
      ),
    );
  });

  it("a boundary never allows what was denied without it", () => {
    fc.assert(
      fc.property(identity, identity, (policies, [boundary]) => {
        const without = ask({ identity: policies });
        return without === "allowed" || ask({ identity: policies, boundary }) !== "allowed";
      }),
    );
  });
});

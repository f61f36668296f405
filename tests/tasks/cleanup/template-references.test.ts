import { expect, test } from "vitest";
import { templateReferences } from "../../../tasks/cleanup/template-references.ts";

const JSON_TEMPLATE = JSON.stringify({
  Resources: {
    Web: {
      Type: "AWS::EC2::SecurityGroup",
      Properties: {
        SecurityGroupIngress: [{ SourceSecurityGroupId: { "Fn::GetAtt": ["LoadBalancer", "GroupId"] } }],
        SecurityGroupEgress: [{ DestinationSecurityGroupId: { Ref: "Db" } }, { CidrIp: "0.0.0.0/0" }],
      },
    },
    ToWeb: {
      Type: "AWS::EC2::SecurityGroupEgress",
      Properties: {
        GroupId: { "Fn::GetAtt": "LoadBalancer.GroupId" },
        DestinationSecurityGroupId: { Ref: "Web" },
      },
    },
    Elsewhere: {
      Type: "AWS::EC2::SecurityGroupIngress",
      Properties: { GroupId: "sg-0", SourceSecurityGroupId: { Ref: "Web" } },
    },
  },
});

const YAML_TEMPLATE = `
Resources:
  Web:
    Type: AWS::EC2::SecurityGroup
    Properties:
      SecurityGroupIngress:
        - SourceSecurityGroupId: !GetAtt LoadBalancer.GroupId
      SecurityGroupEgress:
        - DestinationSecurityGroupId: !Ref Db
        - CidrIp: 0.0.0.0/0
  ToWeb:
    Type: AWS::EC2::SecurityGroupEgress
    Properties:
      GroupId: !GetAtt [LoadBalancer, GroupId]
      DestinationSecurityGroupId: !Ref Web
  Elsewhere:
    Type: AWS::EC2::SecurityGroupIngress
    Properties: { GroupId: sg-0, SourceSecurityGroupId: !Ref Web }
`;

test.each([
  ["JSON", JSON_TEMPLATE],
  ["YAML", YAML_TEMPLATE],
])("references are read from %s, in a group's own rules and in rules of their own", (_, body) => {
  const ids = new Map([
    ["Web", "sg-web"],
    ["Db", "sg-db"],
    ["LoadBalancer", "sg-lb"],
  ]);
  expect([...templateReferences(body, ids)].toSorted()).toEqual([
    "egress sg-lb sg-web",
    "egress sg-web sg-db",
    "ingress sg-web sg-lb",
  ]);
});

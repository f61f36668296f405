import type { StepGuide } from "../../lab.ts";
import { filler } from "../commands.ts";
import guide from "./guide.md";

export const eventHistory: StepGuide = {
  id: "event-history",
  title: "Find your changes in Event history",
  section: "Logging actions in your environment and making it easy to see what's changed",
  evidenceOf: ["load-balancer-isolation", "poc-protection"],
  guide,
  hints: [
    "CloudTrail has been writing down what you did, trail or no trail. Where does it show the last 90 days?",
    "Event history, filtered by your user name or by the event's name. The changes to network ACLs are calls of EC2.",
    "CloudTrail, Event history: filter by Event name CreateNetworkAclEntry, or by Resource name and the id of your ACL. What is not there yet comes within 15 minutes of the call.",
  ],
  questions: [
    {
      question: "You did everything in the console. Why does Event history show calls to an API?",
      choices: [
        "Because the console makes them for you",
        "Because CloudTrail guesses them from what changed",
        "Because the trail was created for all Regions",
        "Because the console is only recorded with data events",
      ],
      answer: 0,
      explanation:
        "The console is a client like any other: each of its buttons ends in calls to the **same API** that the CLI and every program use, with your credentials. So one record covers all of them, and nobody gets round it by another tool.",
    },
    {
      question: "Somebody used an assumed role. What does User name show?",
      choices: ["The role's name", "The name of the role's session", "The account's number", "Nothing"],
      answer: 1,
      explanation:
        "A role is worn by many. The **session name**, given by whoever assumed it, tells them apart: with single sign-on it is the person's. The role itself is in the record, under `userIdentity.sessionContext.sessionIssuer`.",
    },
    {
      question: "An IAM role was created from eu-west-1. Where does Event history show that?",
      choices: ["In eu-west-1", "In every Region", "In us-east-1", "Only in the trail's bucket"],
      answer: 2,
      explanation:
        "Event history is kept **Region by Region**. IAM has none: since November 2021 its events are in **us-east-1**, whichever Region you worked from. A trail for all Regions has them with all the others, which is one reason to have one.",
    },
  ],
  commands(resources) {
    const acl = filler(resources)("acl.loadBalancerIsolation");
    const fields = "'Events[].{Time: EventTime, Who: Username, What: EventName}'";
    return [
      {
        why: "See who added entries to network ACLs, the newest first",
        command: `aws cloudtrail lookup-events --lookup-attributes AttributeKey=EventName,AttributeValue=CreateNetworkAclEntry --max-items 50 --query ${fields} --output table`,
      },
      {
        why: "See all that happened to one of them",
        command: `aws cloudtrail lookup-events --lookup-attributes AttributeKey=ResourceName,AttributeValue=${acl} --max-items 50 --query ${fields} --output table`,
      },
      {
        why: "Read one record as it is",
        command:
          "aws cloudtrail lookup-events --lookup-attributes AttributeKey=EventName,AttributeValue=ReplaceNetworkAclAssociation --max-results 1 --query 'Events[0].CloudTrailEvent' --output text",
      },
    ];
  },
  consoleUrl: (_, { region }) =>
    `https://${region}.console.aws.amazon.com/cloudtrailv2/home?region=${region}#/events?EventName=CreateNetworkAclEntry`,
};

import type { StepGuide } from "../../lab.ts";
import { filler } from "../commands.ts";
import { systemsManagerConsole } from "../session-commands.ts";
import guide from "./guide.md";

export const session: StepGuide = {
  id: "session",
  title: "Open a shell without an open port",
  section: "Reducing the risk of admin access and administrative ports",
  guide,
  hints: [
    "The Services servers let nothing in. Which service has a connection that the server itself opened?",
    "Session Manager lists every instance whose agent reports to Systems Manager. Services Server for AZ1 is among them, although no inbound rule is left.",
    "Start a session on Services Server for AZ1, with x or in the console's Session Manager, type the commands of the guide when the prompt is there, and end it with exit. Only the session counts: what is typed in it nobody can see yet.",
  ],
  questions: [
    {
      question: "No inbound rule is left, and the session works all the same. Who opened the connection?",
      choices: [
        "Session Manager, through a port that AWS keeps open in every security group",
        "The agent on the server, outward to Systems Manager, and the session rides on it",
        "Your own machine, through the VPN gateway",
        "The key pair, which is what lets you past the security group",
      ],
      answer: 1,
      explanation:
        "The agent connects **outward** to the endpoints ssm and ssmmessages on 443 and keeps that connection. Security groups are stateful: what answers on it needs no inbound rule. There is no hidden port, the Services VPC's VPN gateway leads nowhere, and key pairs are not used at all: who may start a session is a question of IAM.",
    },
    {
      question: "Should the ping to 8.8.8.8 be answered?",
      choices: [
        "Yes: the server answers to the Internet, since a session with it works",
        "No: neither a rule nor a route lets it out",
        "No: Google does not answer pings from AWS",
      ],
      answer: 1,
      explanation:
        "The Services group's outbound rules name a few ports over TCP, and ICMP is none of them; and the Services VPC has no way to the Internet at all. The session needs neither: it goes through interface endpoints **inside** the VPC. 8.8.8.8 answers pings gladly.",
    },
    {
      question:
        "A plain curl of the metadata service, as the guide of 2019 has it, answers 401. Why is that better?",
      choices: [
        "Because a request must now be a PUT with a header first, which a tricked web application can hardly make",
        "Because the metadata service now asks for the instance's key pair",
        "Because the metadata is encrypted since 2024",
      ],
      answer: 0,
      explanation:
        "Whoever gets a server to fetch a URL of their choice (server-side request forgery) gets the role's credentials from version 1. Version 2 wants a token that only a **PUT with a header** yields, and such bugs mostly make a plain GET; with a hop limit of 1 the token does not leave the server either.",
    },
  ],
  commands(resources) {
    const server = filler(resources)("instance.services1");
    return [
      {
        why: "See which servers Systems Manager reaches",
        command: `aws ssm describe-instance-information --query 'InstanceInformationList[].[InstanceId,PingStatus,AgentVersion]' --output table`,
      },
      { why: "Open a shell on the server; exit ends it", command: `handrail session ${server}` },
      {
        why: "See the session in the history",
        command: `aws ssm describe-sessions --state History --filters key=Target,value=${server} --query 'Sessions[].[SessionId,Status,Owner]' --output table`,
      },
    ];
  },
  consoleUrl: (_, place) => systemsManagerConsole(place, "session-manager/sessions"),
};

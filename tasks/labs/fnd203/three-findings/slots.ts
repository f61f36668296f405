/** One of the three findings that the guide reads: by its type of 2019, and what stands in its place. */
export interface Slot {
  /** What it shows. */
  title: string;
  /** As the text of 2019 names it. */
  original: string;
  /** When GuardDuty retired the original type. */
  retired?: string;
  /** Types of today that show the same, the one to read first. */
  current: readonly string[];
  action: string;
  resource: string;
  /** The stream in which GuardDuty sees it. */
  source: string;
}

/** GuardDuty User Guide, "Retired finding types" and "Document history". */
export const SLOTS: readonly Slot[] = [
  {
    title: "A finding out of the DNS logs",
    original: "Backdoor:EC2/C&CActivity.B!DNS",
    current: ["Backdoor:EC2/C&CActivity.B!DNS", "Trojan:EC2/PhishingDomainRequest!DNS"],
    action: "DNS_REQUEST",
    resource: "Instance",
    source: "DNS logs",
  },
  {
    title: "A finding out of the VPC flow logs",
    original: "Backdoor:EC2/XORDDOS",
    retired: "June 2019",
    current: [
      "Backdoor:EC2/DenialOfService.UdpOnTcpPorts",
      "Backdoor:EC2/DenialOfService.Tcp",
      "Backdoor:EC2/C&CActivity.B",
    ],
    action: "NETWORK_CONNECTION",
    resource: "Instance",
    source: "VPC flow logs",
  },
  {
    title: "A finding out of CloudTrail's management events",
    original: "UnauthorizedAccess:IAMUser/UnusualASNCaller",
    retired: "December 2018",
    current: [
      "UnauthorizedAccess:IAMUser/TorIPCaller",
      "CredentialAccess:IAMUser/AnomalousBehavior",
      "DefenseEvasion:IAMUser/AnomalousBehavior",
      "Discovery:IAMUser/AnomalousBehavior",
      "Exfiltration:IAMUser/AnomalousBehavior",
      "Impact:IAMUser/AnomalousBehavior",
      "InitialAccess:IAMUser/AnomalousBehavior",
      "Persistence:IAMUser/AnomalousBehavior",
      "PrivilegeEscalation:IAMUser/AnomalousBehavior",
    ],
    action: "AWS_API_CALL",
    resource: "AccessKey",
    source: "CloudTrail management events",
  },
];

/** The types that fill a slot: those of today, and the original where an old finding of it is still there. */
export const typesOf = ({ original, current }: Slot): string[] => [...new Set([original, ...current])];

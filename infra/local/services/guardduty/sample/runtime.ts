import type { ProcessDetails, RuntimeContext, RuntimeDetails } from "@aws-sdk/client-guardduty";

/** What the security agent saw: the process, and what it touched where the type is about that. */
export function runtimeDetails(type: string): RuntimeDetails {
  const context = CONTEXTS.find(([name]) => type.includes(name))?.[1];
  return { Process: process(), ...(context ? { Context: context } : {}) };
}

const CONTEXTS: readonly [name: string, context: RuntimeContext][] = [
  ["CGroupsReleaseAgentModified", { ReleaseAgentPath: "GeneratedFindingReleaseAgentPath" }],
  [
    "ContainerMountsHostDirectory",
    { MountSource: "GeneratedFindingMountSource", MountTarget: "GeneratedFindingMountTarget" },
  ],
  ["DockerSocketAccessed", { SocketPath: "GeneratedFindingSocketPath" }],
  ["RuncContainerEscape", { RuncBinaryPath: "GeneratedFindingRuncBinaryPath" }],
  [
    "KernelModuleLoaded",
    { ModuleName: "GeneratedFindingModuleName", ModuleFilePath: "GeneratedFindingModuleFilePath" },
  ],
  ["NewLibraryLoaded", { LibraryPath: "GeneratedFindingLibraryPath" }],
  ["ReverseShell", { AddressFamily: "AF_INET", IanaProtocolNumber: 6 }],
  ["SuspiciousCommand", { CommandLineExample: "GeneratedFindingCommandLineExample" }],
  ["SuspiciousTool", { ToolName: "GeneratedFindingToolName", ToolCategory: "GeneratedFindingToolCategory" }],
  ["MaliciousFileExecuted", { ThreatFilePath: "GeneratedFindingThreatFilePath" }],
];

const STARTED = new Date("2023-01-01T00:00:00.000Z");

function process(): ProcessDetails {
  return {
    Name: "GeneratedFindingProcessName",
    ExecutablePath: "GeneratedFindingProcessPath",
    ExecutableSha256: "GeneratedFindingProcessHash",
    NamespacePid: 1,
    Pwd: "GeneratedFindingProcessPwd",
    Pid: 1234,
    StartTime: STARTED,
    Uuid: "GeneratedFindingProcessUUId",
    ParentUuid: "GeneratedFindingParentProcessUUId",
    User: "ec2-user",
    UserId: 1000,
    Euid: 1000,
    Lineage: [1, 2].map((number) => ({
      StartTime: STARTED,
      NamespacePid: number,
      UserId: 1000,
      Name: `GeneratedFindingLineageName${number}`,
      Pid: number,
      Uuid: `GeneratedFindingLineageUUId${number}`,
      ExecutablePath: `GeneratedFindingLineagePath${number}`,
      Euid: 1000,
      ParentUuid: "GeneratedFindingParentProcessUUId",
    })),
  };
}
